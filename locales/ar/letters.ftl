letters-title = الخطابات
letters-sent = المُرسلة
letters-received = المُستلمة
letters-team = فريقي
letters-all = الكل
letters-search = كلمات أو اسم أو مرجع
letters-from = من يوم
letters-to = إلى يوم
letters-find = بحث
letters-more = خطابات أقدم
letters-none = لا توجد خطابات هنا بعد
letters-none-sent-text = تظهر هنا الخطابات التي ترسلها وما ورد عليها.
letters-none-received-text = عندما يثني عليك عميل أو موظف، يظهر الخطاب هنا ويبقى.
letters-none-team-text = تظهر هنا الخطابات عن الأشخاص الذين تشرف عليهم.
letters-none-found = لم يُعثر على شيء
letters-none-found-text = جرّب كلمات أقل أو فترة أطول. تكفي بداية الكلمة.
letters-withdrawn = مسحوب
letters-unknown = لم يُعرف بعد من ساعد
letters-client = عميل
letters-with = مع { $name }، { $place }
letters-client-and-banker = { $client }، { $with }
letters-acknowledged = { $count ->
    [one] أُقرّ بالاطلاع
    [two] أقرّ بالاطلاع اثنان
    [few] أقرّ بالاطلاع { $count } أشخاص
   *[other] أقرّ بالاطلاع { $count } شخصًا
}
letters-thanked = { $count ->
    [one] ورد شكر
    [two] ورد شكران
    [few] شكر { $count } أشخاص
   *[other] شكر { $count } شخصًا
}
