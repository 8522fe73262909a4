team-menu = فريقي
team-title = فريقي
team-people = { $count ->
    [zero] لا أشخاص
    [one] شخص واحد
    [two] شخصان
    [few] { $count } أشخاص
   *[other] { $count } شخصًا
}
team-to-acknowledge = للإقرار بالاطلاع
team-waiting = { $count } في الانتظار
team-waiting-many = أكثر من { $count } في الانتظار
team-many-waiting = تظهر خطابات أخرى بعد الإقرار بهذه.
team-nothing-waits = لا شيء ينتظرك. تظهر الخطابات الجديدة عن فريقك هنا أولًا.
team-more-waiting = { $count ->
    [one] يظهر خطاب آخر بعد الإقرار بهذه.
    [two] يظهر خطابان آخران بعد الإقرار بهذه.
    [few] تظهر { $count } خطابات أخرى بعد الإقرار بهذه.
   *[other] يظهر { $count } خطابًا آخر بعد الإقرار بهذه.
}
team-with = مع الخطابات التي تحددها، أو مع الخطاب الذي تضغط زره:
team-told = أخبرت الأشخاص المُثنى عليهم
team-acknowledge-ticked = الإقرار بالخطابات المحددة
team-tick-one = حدّد خطابًا واحدًا على الأقل.
team-latest-letters = أحدث الخطابات
team-all-letters = جميع خطابات الفريق
team-recognition = تقديرهم
team-alphabetical = بالترتيب الأبجدي
team-history = السجل والملف
team-no-letter = لا خطاب بعد.
team-latest = الأحدث: { $at }
team-latest-client = الأحدث: { $at }، من عميل
team-latest-branch = الأحدث: { $at }، من { $place }
team-who-sees = من يمكنه رؤية هذا
team-who-sees-text = يرى كل شخص خطاباته. وترى أنت خطابات فريقك. وترى الموارد البشرية والمراجعة كل شيء. لا توجد قائمة بمن لديه أكثر.
team-unnamed = حدّد من ساعد
team-name-helper = تسمية من ساعد
flash-acknowledged-several = تم تسجيل أنك قرأتها.
flash-acknowledged-but-withdrawn = تم تسجيل أنك قرأتها، عدا الخطابات التي سُحبت في هذه الأثناء.
assignment-title = من ساعد؟
assignment-known = ما هو معروف
assignment-department = القسم
assignment-heard = الاسم كما سُمع، الرقم الداخلي
assignment-who = الشخص الذي ساعد
assignment-text = يتسلم هذا الشخص الخطاب ويُبلَّغ مشرفوه. لا يمكن التراجع عن ذلك هنا؛ ويُعالَج الاسم الخاطئ بتصحيح.
assignment-search = اسم أو فريق أو رقم داخلي آخر
assignment-nobody = لم يُعثر على أحد. جرّب بداية اسم.
assignment-in-department = أشخاص القسم
assignment-found = من عُثر عليهم
assignment-do = تسمية هذا الشخص
flash-assigned = تمت تسمية من ساعد، ويجري إبلاغ مشرفيه.
