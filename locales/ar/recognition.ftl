recognition-menu = تقديري
recognition-title = تقديري
recognition-title-of = تقدير { $name }
recognition-since = { $place }. منذ { $year }.
recognition-none = لا توجد خطابات هنا بعد
recognition-none-text = عندما يثني عميل أو موظف على هذا الشخص، يظهر الخطاب هنا ويبقى.
recognition-from-clients = بتوقيع عملاء
recognition-branches-helped = فروع تمت مساعدتها
recognition-unthanked = في انتظار شكرك
recognition-months = شهرًا بشهر
recognition-months-count = { $count ->
    [zero] لا خطابات في اثني عشر شهرًا
    [one] خطاب واحد في اثني عشر شهرًا
    [two] خطابان في اثني عشر شهرًا
    [few] { $count } خطابات في اثني عشر شهرًا
   *[other] { $count } خطابًا في اثني عشر شهرًا
}
recognition-letters = خطابات عنك
recognition-letters-of = خطابات عن { $name }
recognition-open = فتح
recognition-thanked = أُرسل الشكر
recognition-unacknowledged = لم يُقرّ أي مشرف بالاطلاع عليه بعد.
recognition-packet = ملف الترقية
recognition-packet-text = الخطابات بتوقيعاتها وإقرارات الاطلاع عليها في ملف PDF واحد جاهز للتقييم.
recognition-packet-to = حتى يوم
recognition-packet-hint = اتركهما فارغين لجميع الخطابات.
recognition-packet-get = تنزيل الملف (PDF)
recognition-bad-day = أدخل يومًا مثل 2026-11-20.
recognition-backwards = اختر اليوم نفسه أو يومًا بعده.
recognition-nothing-enclosed = لا يوجد خطاب سارٍ في هذه الفترة. اختر فترة أخرى.
recognition-too-many = يتسع الملف لـ { $most } خطاب على الأكثر. اختر فترة أقصر.
recognition-strengths = ما يشكرك الناس عليه
recognition-strengths-of = ما يُشكر عليه { $name }
recognition-branches = أكثر الفروع التي تمت مساعدتها
