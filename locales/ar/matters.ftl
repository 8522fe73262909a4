matter-unknown = لا يستطيع هذا الإصدار من Commend وصف هذا البند. نوعه «{ $kind }»، وهو عن { $subject }.
matter-mail-unknown = لا يُعرف هل وصلت رسالة إلى { $name }.
matter-mail-failed = لم تصل رسالة إلى { $name }.
matter-mail-not-sent = لم تُرسل رسالة إلى { $name }.
matter-recipient-left = ترك { $name } العمل ولم يُرسل إليه خطاب.
matter-not-mailed-left = ترك { $name } العمل ولم يُرسل إليه { $reference }.
matter-not-mailed-outside = عنوان { $name } خارج البنك ولم يُرسل إليه { $reference }.
matter-not-mailed = لم يُرسل { $reference } إلى { $name }.
matter-relay-refuses = خادم البريد يرفض رسائلنا، وهي تنتظر.
matter-relay-unreachable = { $count ->
    [zero] لا يمكن الوصول إلى خادم البريد.
    [one] لا يمكن الوصول إلى خادم البريد. رسالة واحدة تنتظر.
    [two] لا يمكن الوصول إلى خادم البريد. رسالتان تنتظران.
    [few] لا يمكن الوصول إلى خادم البريد. { $count } رسائل تنتظر.
   *[other] لا يمكن الوصول إلى خادم البريد. { $count } رسالة تنتظر.
}
matter-relay-unreachable-then = لم يضع شيء: تُعاد المحاولة كل بضع دقائق، ويخرج البريد كله حين يجيب الخادم. أخبر المسؤول: { $cause }.
matter-mail-waiting = رسالة بريد إلى { $name } تنتظر منذ أكثر من ساعة.
matter-mails-waiting = { $count ->
    [zero] لا رسائل إلى { $domain } تنتظر.
    [one] رسالة إلى { $domain } تنتظر منذ أكثر من ساعة.
    [two] رسالتان إلى { $domain } تنتظران منذ أكثر من ساعة للسبب نفسه.
    [few] { $count } رسائل إلى { $domain } تنتظر منذ أكثر من ساعة للسبب نفسه.
   *[other] { $count } رسالة إلى { $domain } تنتظر منذ أكثر من ساعة للسبب نفسه.
}
matter-mails-waiting-then = تُعاد محاولة الإرسال تلقائيًا. آخر ما قاله خادم البريد: «{ $said }».
matter-mails-waiting-untried = لم تجر أي محاولة بعد. اسأل المسؤول هل تعمل عملية الإرسال.
matter-outbox-held = { $count ->
    [zero] البريد كله موقوف من سطر الأوامر.
    [one] رسالة واحدة تنتظر، لأن البريد كله موقوف من سطر الأوامر.
    [two] رسالتان تنتظران، لأن البريد كله موقوف من سطر الأوامر.
    [few] { $count } رسائل تنتظر، لأن البريد كله موقوف من سطر الأوامر.
   *[other] { $count } رسالة تنتظر، لأن البريد كله موقوف من سطر الأوامر.
}
matter-outbox-held-then = يطلقها المسؤول بالأمر «commend outbox release».
matter-links-too-late = { $count ->
    [zero] لا روابط متأخرة
    [one] رابط لمرة واحدة لم يُرسل وهو نافع.
    [two] رابطان لمرة واحدة لم يُرسلا وهما نافعان.
    [few] { $count } روابط لمرة واحدة لم تُرسل وهي نافعة.
   *[other] { $count } رابطًا لمرة واحدة لم تُرسل وهي نافعة.
}
matter-links-too-late-then = يمكن لمن طلب رابطًا أن يطلبه ثانية. تأخر البريد؛ ابحث عن السبب في البنود الأخرى.
matter-mails-unreadable = { $count ->
    [zero] لا رسائل بريد لا يمكن قراءتها
    [one] كتب إصدار آخر من Commend رسالة بريد لا يمكن قراءتها. نُحّيت جانبًا.
    [two] كتب إصدار آخر من Commend رسالتَي بريد لا يمكن قراءتهما. نُحّيتا جانبًا.
    [few] كتب إصدار آخر من Commend { $count } رسائل بريد لا يمكن قراءتها. نُحّيت جانبًا.
    [many] كتب إصدار آخر من Commend { $count } رسالة بريد لا يمكن قراءتها. نُحّيت جانبًا.
   *[other] كتب إصدار آخر من Commend { $count } رسالة بريد لا يمكن قراءتها. نُحّيت جانبًا.
}
matter-mails-unreadable-then = لم يضع شيء، وسائر البريد يخرج. من المرسل إليهم: { $names }. اطلب من المسؤول تشغيل الإصدار الذي كتبها، ثم «commend outbox retry --all».
matter-missing-glyphs = في { $reference } أحرف لا يوجد لها خط هنا: { $characters }.
matter-more-characters = { $characters } و{ $more } غيرها
matter-not-about-me = يقول { $name } ({ $number }) إن { $reference } ليس عنه.
matter-not-my-report = يقول { $name } ({ $number }) إن { $reference } عن شخص لا يشرف عليه.
matter-unsure-helper = { $reference }: حدّد من ساعد، ليصل الخطاب إليه.
matter-banker-supervises = { $reference }: المصرفي يشرف على من ساعد.
matter-helper-supervises = { $reference }: من ساعد يشرف على المصرفي.
matter-no-supervisor = ليس لـ{ $name } ({ $number }) مشرف مسجل. استلمت الموارد البشرية الخطاب بدلًا منه.
matter-supervisor-left = ترك مشرف { $name } ({ $number }) العمل. استلم الخطابَ من يليه في الأعلى.
matter-cycle = خط إشراف { $name } ({ $number }) يعود إلى حيث بدأ. عيّن مشرفًا.
matter-line-own-number = { $name } ({ $number }) مسجل مديرًا لنفسه. عيّن المدير الصحيح، أو اتركه فارغًا إن كان في القمة.
matter-line-circle = خط إشراف { $name } ({ $number }) يدور في حلقة: { $members }. قرر من في قمتها.
matter-line-not-started = مدير { $name } ({ $number })، الموظف رقم { $manager }، لم يبدأ العمل بعد. عيّن غيره.
matter-line-left = مدير { $name } ({ $number })، الموظف رقم { $manager }، ترك العمل. عيّن مديرًا جديدًا.
matter-line-left-and-missing = مدير { $name } ({ $number })، الموظف رقم { $manager }، ترك العمل وليس في الملف. عيّن مديرًا جديدًا.
matter-line-not-in-file = مدير { $name } ({ $number })، الموظف رقم { $manager }، ليس في الملف. صحّح الرقم أو أضف ذلك الشخص.
matter-line-not-in-directory = مدير { $name } ({ $number })، الموظف رقم { $manager }، ليس في الدليل. صحّح الرقم أو أضف ذلك الشخص.
matter-unsent-letter = لم يُرسَل بعدُ خطاب عميل بتاريخ { $day } لدى { $name } ({ $number }). أرسله أو أغلقه مع ذكر السبب.
matter-unsent-letter-left = ترك { $name } ({ $number }) العمل ولم يُرسَل خطاب عميل بتاريخ { $day }. أرسله أو أغلقه مع ذكر السبب.
matter-draft-left = ترك { $name } ({ $number }) العمل ولم يُرسَل تقدير كان قد بدأه. أرسله أو أغلقه مع ذكر السبب.
matter-fault-own-number = مذكور رقم الشخص نفسه؛ اذكر المشرف، أو اتركه فارغًا إن كان في القمة
matter-fault-circle = يغلق حلقة من { $members }؛ قرر من في قمتها
matter-fault-not-started = لم يبدأ { $manager } العمل بعد؛ اذكر من يخلفه
matter-fault-left = ترك { $manager } العمل؛ اذكر من يخلفه
matter-fault-left-and-missing = { $manager } ليس في الملف وقد ترك العمل؛ اذكر من يخلفه
matter-fault-not-in-file = { $manager } ليس في الملف؛ صحّح الرقم أو أضف صف ذلك الشخص
matter-fault-not-in-directory = { $manager } ليس في الدليل؛ صحّح الرقم أو أضف صف ذلك الشخص
