worklist-title = قائمة العمل
worklist-what = { $count ->
    [0] لا شيء ينتظر أحدًا.
    [one] أمر واحد يحتاج إلى شخص.
    [two] أمران يحتاجان إلى شخص. الأقدم أولًا.
    [few] { $count } أمور تحتاج إلى شخص. الأقدم أولًا.
   *[other] { $count } أمرًا تحتاج إلى شخص. الأقدم أولًا.
}
worklist-kinds = أنواع العمل
worklist-open = الأمور المفتوحة
worklist-closed = المغلقة
worklist-all = الكل { $count }
worklist-kind-no-supervisor = بلا مشرف
worklist-kind-supervisor-left = ترك المشرف العمل
worklist-kind-cycle = حلقة
worklist-kind-disputed = معترض عليه
worklist-kind-unsure-helper = المساعد مجهول
worklist-kind-failed-mail = البريد
worklist-kind-bounced-mail = عادت
worklist-kind-missing-glyph = أحرف
worklist-kind-review = للنظر فيها
worklist-kind-unsent-letter = خطابات لم تُرسل
worklist-since-today = في الانتظار منذ { $time } اليوم
worklist-since = { $days ->
    [one] في الانتظار منذ { $day }، يوم واحد
    [two] في الانتظار منذ { $day }، يومان
    [few] في الانتظار منذ { $day }، { $days } أيام
   *[other] في الانتظار منذ { $day }، { $days } يومًا
}
worklist-none = لا شيء هنا
worklist-none-text = تأتي الأمور إلى هنا وحدها، مثلًا عندما تفشل رسالة أو يغيب مشرف، ويذهب معظمها وحده عندما يزول سببه.
worklist-open-letter = فتح الثناء
worklist-print = طباعته (PDF)
worklist-open-person = فتح صفحة الشخص
worklist-new-supervisor = المشرف أو من ينوب عنه
worklist-who-helped = من ساعد
worklist-find = بحث
worklist-newer-address = في الدليل عنوان أحدث
worklist-send-there = الإرسال إليه
worklist-correct-address = تصحيح العنوان
worklist-new-address = العنوان الصحيح
worklist-reason = السبب
worklist-correct-and-send = تصحيحه وإعادة الإرسال
worklist-correct-do = تصحيحه
worklist-printed = طُبع أو سُوّي بطريقة أخرى
worklist-settled = تمت التسوية
worklist-note = سبب التسوية
worklist-note-too-long = الملاحظة { $most } حرف على الأكثر.
worklist-close = إغلاق الأمر
worklist-more = المزيد
worklist-closed-itself = أُغلق وحده، { $at }: زال سببه.
worklist-closed-by = أغلقه { $name }، { $at }
worklist-lately = أُغلق في الأيام السبعة الأخيرة: { $count }. كل قرار هنا مسجل باسمك في سجل التدقيق.
worklist-show-them = عرضها
flash-item-closed = أُغلق الأمر.
flash-readdressed = صُحّح العنوان، والرسالة في قائمة الانتظار من جديد.
flash-address-corrected = صُحّح العنوان.
worklist-kind-relay-unreachable = خادم البريد
worklist-kind-waiting-mail = بريد ينتظر
worklist-send-now = أرسل الآن
flash-flushed = تجري الآن محاولة إرسال البريد المنتظر.
