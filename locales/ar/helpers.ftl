helpers-title = من ساعدني
helpers-yours = لا يرى هذه الملاحظات أحد سواك.
helpers-search = الاسم أو الفريق أو المشكلة
helpers-none = لا توجد ملاحظات بعد
helpers-none-text = عندما يساعدك زميل، دوّن الاسم في الصفحة الرئيسية. ويمكن لما بقي أن ينتظر حتى يغادر العميل.
helpers-more = ملاحظات أقدم
helpers-remove = إزالة
helpers-unsure = لم تسمع إلا الاسم الأول؟
helpers-unsure-text = صِف من كان. وعندما تكتب ثناءً عنه يُسأل رئيس القسم عمّن ساعد.
helpers-unsure-name = الاسم كما سمعته
helpers-unsure-department = القسم الذي تلقى المكالمة
helpers-unsure-extension = الرقم الداخلي أو جزء منه (اختياري)
helpers-summary = ما الذي فعله (اختياري)
helpers-note = دوّن
helpers-noted = دُوّن أن { $name } ساعد.
helpers-undo = تراجع
helpers-who = من ساعد؟
helpers-who-hint = الاسم بأي ترتيب أو الفريق أو الرقم الداخلي. يكفي اسم واحد، ويمكن لما بقي أن ينتظر حتى يغادر العميل.
helpers-nobody = لم يُعثر على أحد بهذه الكلمات. جرّب بداية اسم، أو صِف من كان.
helpers-recent = آخر من ساعدك: ضغطة واحدة تدوّن أنه ساعد الآن
helpers-only-name = لم تسمع إلا الاسم الأول؟
helpers-describe = صِف من كان
helpers-lately = دُوّن مؤخرًا
flash-note-removed = أُزيلت الملاحظة.
helpers-count = { $count ->
    [0] لم يُعثر على أحد
    [one] شخص واحد
    [two] شخصان
    [few] { $count } أشخاص
    [many] { $count } شخصًا
   *[other] { $count } شخص
}
helpers-write = كتابة الرسالة
helpers-change = إكمال
helpers-change-title = إكمال الملاحظة أو تصحيحها
helpers-other = كان شخصًا آخر: الاسم أو الفريق أو التحويلة
helpers-now-known = عرفت من كان: الاسم أو الفريق أو التحويلة
helpers-problem = نوع المشكلة (اختياري) مثل «استرجاع حوالة»
helpers-process = الإجراء الذي تعطّل (اختياري)
helpers-detail = كيف جرى الالتفاف عليه (اختياري)
helpers-save = حفظ الملاحظة
helpers-back = رجوع
helpers-by-problem = حسب المشكلة
helpers-problem-search = من يستطيع المساعدة في…؟ مثلًا «استرجاع حوالة»
helpers-by-person = حسب الشخص
helpers-thank-again = شكر جديد
flash-note-changed = تغيّرت الملاحظة.
helpers-note-someone = تدوين شخص
helpers-all = الكل { $count }
helpers-unthanked-count = لم يُشكروا بعد { $count }
helpers-all-thanked = شُكر الجميع
helpers-all-thanked-text = أرسلتَ رسالة عن كل مَن ساعدك.
helpers-draft = مسودة
helpers-not-thanked = لم يُشكر بعد
helpers-letters = { $count ->
    [zero] لا رسائل
    [one] أُرسلت رسالة
    [two] أُرسلت رسالتان
    [few] أُرسلت { $count } رسائل
    [many] أُرسلت { $count } رسالة
   *[other] أُرسلت { $count } رسالة
}
helpers-letter-made = أُرسلت رسالة
helpers-thank = شكر
helpers-continue = متابعة الرسالة
helpers-times = { $count ->
    [zero] ولا مرة
    [one] مرة واحدة، في { $day }
    [two] مرتان، آخرهما في { $day }
    [few] { $count } مرات، آخرها في { $day }
    [many] { $count } مرة، آخرها في { $day }
   *[other] { $count } مرة، آخرها في { $day }
}
helpers-more-times = { $count ->
    [zero] لا ملاحظات أقدم
    [one] ملاحظة أقدم
    [two] ملاحظتان أقدم
    [few] { $count } ملاحظات أقدم
    [many] { $count } ملاحظة أقدم
   *[other] { $count } ملاحظة أقدم
}
helpers-who-times = { $count ->
    [zero] { $name }
    [one] { $name }، مرة واحدة
    [two] { $name }، مرتان
    [few] { $name }، { $count } مرات
    [many] { $name }، { $count } مرة
   *[other] { $name }، { $count } مرة
}
helpers-by-problem-text = مَن حلّها لك في المرة الماضية.
helpers-unsure-title = لا تعرف مَن كان
