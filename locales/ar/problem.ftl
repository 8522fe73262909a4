problem-unauthenticated = لم تسجّل الدخول
problem-unauthenticated-text = لم يتغير شيء. سجّل الدخول وافتح الصفحة مرة أخرى.
problem-form-refused = لم يأتِ هذا النموذج من إحدى صفحاتنا
problem-form-refused-text = لم يتغير شيء. افتح الصفحة هنا وأرسله منها.
problem-forbidden = هذه الصفحة لدور آخر
problem-forbidden-text = أنت مسجّل الدخول باسم { $name } ولا مشكلة في حسابك. إذا كان ينبغي أن ترى هذه الصفحة فاسأل المسؤول.
problem-forbidden-text-out = إذا كان ينبغي أن تراها فاسأل المسؤول.
problem-not-found = لا يوجد شيء في هذا العنوان
problem-not-found-text = قد يكون الرابط قديمًا، أو أن الخطاب لا يقرؤه إلا آخرون.
problem-method = هذا العنوان يستقبل نموذجًا فقط
problem-method-text = لم يتغير شيء. اذهب إلى صفحة البداية وافتح الصفحة من هناك.
problem-conflict = لم يعد ذلك ممكنًا
problem-too-large = هذا كبير جدًا
problem-unprocessable = يجب تغيير شيء فيه
problem-too-often = كان ذلك كثيرًا في وقت قصير
problem-too-often-text = انتظر { $span } ثم حاول مرة أخرى.
problem-unavailable = لا يستطيع Commend الرد الآن
problem-unavailable-text = لم يتغير شيء. حاول مرة أخرى بعد دقيقة.
problem-fault = حدث خلل لدينا
problem-fault-text = ما حفظته آمن ولن يُرسل شيء مرتين. حاول مرة أخرى بعد دقيقة.
problem-other = لم يصل ذلك كما ينبغي
problem-other-text = لم يتغير شيء. ارجع وأرسله مرة أخرى.
problem-stamp-unauthenticated = الدخول
problem-stamp-not-sent = لم يُرسل
problem-stamp-private = خاص
problem-stamp-not-here = غير موجود
problem-stamp-changed = تغيّر
problem-stamp-too-large = كبير جدًا
problem-stamp-returned = أُعيد
problem-stamp-wait = انتظر
problem-stamp-delayed = تأخّر
problem-number = إذا تكرر ذلك فأعطِ المسؤول هذا الرقم:
problem-number-ask = إذا سألت أحدًا عنه فهذا الرقم يساعد في العثور عليه:
problem-sign-in-other = الدخول باسم شخص آخر
problem-not-sent = لم يُرسل بعد
problem-kept-ended = انتهت جلستك قبل إرسال هذا ولم يتغير شيء.
problem-kept-earlier = فُتحت الصفحة في جلسة سابقة ولم يتغير شيء.
problem-kept-file-out = سجّل الدخول ثم ارجع واختر الملف مرة أخرى: لا تستطيع الصفحة حفظه.
problem-kept-file = ارجع وافتح الصفحة من جديد واختر الملف مرة أخرى: لا تستطيع الصفحة حفظه.
problem-kept-typed = ما كتبته محفوظ في هذه الصفحة.
problem-kept-sign-in = سجّل الدخول في علامة تبويب جديدة ثم عُد إلى هذه وأرسله مرة أخرى.
problem-kept-send = أرسله مرة أخرى إذا كنت لا تزال تريده.
problem-kept-password = لا تُحفظ كلمة المرور: اكتبها هناك مرة أخرى.
problem-kept-new-tab = تسجيل الدخول في علامة تبويب جديدة
problem-kept-again = أرسله مرة أخرى
span-seconds = { $count ->
    [one] ثانية واحدة
    [two] ثانيتين
    [few] { $count } ثوانٍ
    [many] { $count } ثانية
   *[other] { $count } ثانية
}
span-minutes = { $count ->
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $count } دقائق
    [many] { $count } دقيقة
   *[other] { $count } دقيقة
}
span-hours = { $count ->
    [one] ساعة واحدة
    [two] ساعتين
    [few] { $count } ساعات
   *[other] { $count } ساعة
}
problem-conflict-text = تغيّر في هذه الأثناء. افتح الصفحة من جديد لترى حاله الآن.
problem-too-large-text = لم يتغير شيء. أرسل أقل في المرة الواحدة، أو ملفًا أصغر.
problem-unprocessable-text = لم يتغير شيء. ارجع وراجع ما كتبته ثم أرسله مرة أخرى.
