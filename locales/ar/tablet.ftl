# The bank's tablet, handed to a client and taken back.
tablet-unlock-title = هذا المتصفح عند عميل
tablet-unlock-text = لاستعادته يُسجَّل الدخول من جديد باسم { $name }.
tablet-unlock-unfinished = لم يوقّع العميل بعد. ما كُتب حتى الآن يُحذف عند الاستعادة.
tablet-unlock = استعده
tablet-to-client = العودة إلى رسالة العميل
tablet-hand-over = سلّم هذا الجهاز اللوحي
tablet-hand-over-text = على هذا الجهاز: تُقفل جلستك حتى تسجّل الدخول من جديد. لا يبقى شيء من العميل على الجهاز.
