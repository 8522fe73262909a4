unrecognised-title = بلا خطاب
unrecognised-look = عرض من هم
unrecognised-text = كثيرًا ما يعني ذلك قلة مكالمات الفروع لا قلة العمل. وكلمة منك تعادل خطابًا.
unrecognised-time = الفترة
unrecognised-months = { $count ->
    [few] { $count } أشهر
   *[other] { $count } شهرًا
}
unrecognised-people = { $count } من { $team }
unrecognised-nobody = تلقى كل من في فريقك خطابًا منذ { $day }.
unrecognised-since = في فريقك منذ { $day }.
unrecognised-letters-to-team = { $count ->
    [zero] لا خطابات إلى الفريق كله في تلك المدة.
    [one] خطاب واحد إلى الفريق كله في تلك المدة.
    [two] خطابان إلى الفريق كله في تلك المدة.
    [few] { $count } خطابات إلى الفريق كله في تلك المدة.
   *[other] { $count } خطابًا إلى الفريق كله في تلك المدة.
}
unrecognised-below = الفرق الأدنى
unrecognised-below-text = أعداد الفرق التي فيها خمسة أشخاص أو أكثر. الأسماء لمشرفها وحده.
unrecognised-number = { $count } من { $team }
unrecognised-seen-by = لا يرى هذه الأسماء أحد سواك. القائمة بالترتيب الأبجدي ولا تُطبع ولا يمكن تصديرها.
unrecognised-commend = ثناء
unrecognised-absences = لا يذكر الدليل الغياب. قد يظهر هنا بلا سبب من كان غائبًا.
