mail-hello = مرحبًا { $name }،
mail-hello-all = مرحبًا،
mail-why = لماذا تصلك هذه الرسالة.
mail-inside = للاستخدام داخل البنك.
mail-attached = المرفق: { $file }
mail-button-at = { $button }:
mail-quote-of = { $title }:
mail-moment = { $day }، { $time }
mail-comma = { $begun }، { $next }
mail-branch = فرع { $branch }
mail-someone = شخص في { $department }
mail-someone-anywhere = شخص في الأقسام الداخلية
mail-someone-unknown = شخص لم يكن اسمه معروفًا
mail-first-and-more = { $first } و{ $more ->
    [zero] لا أحد غيره
    [one] شخص آخر
    [two] شخصين آخرين
    [few] { $more } أشخاص آخرين
   *[other] { $more } شخصًا آخر
}
mail-supervisor-yours = المشرف عليك { $name }
mail-supervisor-of = { $name } من الإشراف على { $of }
mail-hr = الموارد البشرية
mail-attachment = الخطاب كاملًا كما هو محفوظ في السجل.
mail-attachment-pages = الخطاب كاملًا كما هو محفوظ في السجل، { $count ->
    [zero] بلا صفحات
    [one] صفحة واحدة
    [two] صفحتان
    [few] { $count } صفحات
   *[other] { $count } صفحة
}.
mail-yours-to-keep = هو لك لتحتفظ به.
mail-attachment-new = الخطاب كاملًا كما هو محفوظ في السجل من الآن.
mail-attachment-new-pages = الخطاب كاملًا كما هو محفوظ في السجل من الآن، { $count ->
    [zero] بلا صفحات
    [one] صفحة واحدة
    [two] صفحتان
    [few] { $count } صفحات
   *[other] { $count } صفحة
}.
mail-corrected = تصحيح: { $subject }
mail-helper-subject = كتب عميل خطابًا عنك
mail-helper-subject-colleague = ثناء مكتوب عليك من داخل البنك
mail-subject = كتب عميل ثناءً على { $whom }
mail-subject-colleague = ثناء مكتوب من داخل البنك على { $whom }
mail-passed-on = ثناء عميل على { $whom } نقله { $banker }
mail-banker-wrote = ثناء كتبه { $banker } على { $whom }
mail-own-subject = ثناؤك على { $whom } في طريقه
mail-helper-heading = خطاب عنك من { $client }
mail-helper-heading-colleague = ثناء مكتوب عليك من { $banker }
mail-signed = الخطاب موقّع.
mail-signed-told = الخطاب موقّع، وهو لدى المشرف عليك أيضًا.
mail-note-added = معه ملاحظة من { $banker } في { $place }.
mail-note-none = نقله { $banker } في { $place }.
mail-wrote-it = كتبه { $banker } في { $place }.
mail-wrote-it-told = كتبه { $banker } في { $place }، وهو لدى المشرف عليك أيضًا.
mail-letter-attached-note = الخطاب الموقّع مرفق، مع ملاحظة من { $banker } في { $place }.
mail-letter-attached = الخطاب الموقّع مرفق، نقله { $banker } في { $place }.
mail-letter-attached-colleague = خطاب { $banker } في { $place } مرفق.
mail-person-in = { $person } في { $department }
mail-helped-client-at = حصل عميل في { $place } على مساعدة من { $helper }. الخطاب مرفق.
mail-helped-colleague-at = جاءت مساعدة من { $helper } إلى { $place }. الخطاب مرفق.
mail-own-preheader = هذه نسختك، وفيها أسماء كل من يصله الخطاب.
mail-assign-preheader = حدّد من هو الشخص، ليصل الخطاب إليه.
mail-replaces = تحل هذه النسخة محل نسخة { $day }. احتفظ بهذه بدلًا منها.
mail-helper-intro-colleague = ساعدتَ { $banker } في { $place } يوم { $day }. هذا ما كتبه { $first } عن ذلك.
mail-helper-intro = ساعدتَ { $client } و{ $banker } في { $place } يوم { $day }.
mail-letter-whole = هذا هو الخطاب كاملًا.
mail-letter-begins = هكذا يبدأ الخطاب، وهو مرفق بأكمله.
mail-intro-colleague = جاءت مساعدة من { $helpers } إلى { $banker } في { $place } يوم { $day }. دوّن ذلك { $first }.
mail-intro-named = حصل { $client }، من عملاء { $place }، على مساعدة من { $helpers } يوم { $day }.
mail-intro-unnamed = حصل عميل من عملاء { $place } على مساعدة من { $helpers } يوم { $day }.
mail-came-of-it = هذا هو الخطاب الذي نتج عن ذلك.
mail-came-of-it-today = هذا هو الخطاب الذي نتج عن ذلك، وقد وُقّع اليوم.
mail-came-of-it-on = هذا هو الخطاب الذي نتج عن ذلك، وقد وُقّع يوم { $day }.
mail-chain-note = جاءت مساعدة من { $helpers } إلى { $banker } وعميل في { $place } يوم { $day }. نقل { $banker } خطاب العميل وأضاف ملاحظة وأرسلهما إلى { $to }.
mail-chain = جاءت مساعدة من { $helpers } إلى { $banker } وعميل في { $place } يوم { $day }. نقل { $banker } خطاب العميل إلى { $to }.
mail-chain-colleague = جاءت مساعدة من { $helpers } إلى { $banker } في { $place } يوم { $day }. دوّن { $banker } ذلك وأرسله إلى { $to }.
mail-to-too = إلى { $reader }
mail-to-those-who-know = من يستطيع أن يحدد الشخص
mail-own-intro = أرسلتَ هذا اليوم. وهو يذهب إلى { $to }. الرسالة التي يتعذر تسليمها لا تضيع: تُبلَّغ الموارد البشرية بها، وتظهر في الصفحة أدناه.
mail-own-praised = أثنى العميل عليك أيضًا، لذا يظهر الخطاب في سجلك كذلك.
mail-to-those-meant = من كُتب لهم
mail-hint-none = لا يُعرف شيء آخر عن هذا الشخص.
mail-hint = هذا ما يعرفه { $banker } عن هذا الشخص: { $known }.
mail-extension = التحويلة { $number }
mail-from-the-letter = من الخطاب
mail-a-client = عميلًا
mail-client-of = عميل من عملاء { $place }
mail-client-since = عميل منذ { $year }
mail-name-not-shared = دون ذكر الاسم، كما طلب العميل
mail-note-of = ملاحظة { $name }
mail-note-yours = ملاحظتك
mail-note-by = أضافه { $name }، { $place }
mail-open-letter = فتح خطابك
mail-read-and-acknowledge = القراءة والإقرار
mail-read-letter = قراءة الخطاب
mail-see-state = عرض ما وصل إليه
mail-say-who = تحديد الشخص
mail-opens-letter = يفتح الخطاب.
mail-after-helper = لا يُطلب منك شيء. وإن شئت فبنقرة واحدة في تلك الصفحة يصل شكرك إلى { $banker }.
mail-after-supervisor = بنقرة واحدة هناك يُسجَّل مع التاريخ أنك قرأته. ويرى ذلك أيضًا { $seers }. وإخبار { $helpers } مباشرةً له أثر أكبر.
mail-after-nothing = ليس هناك ما يلزم فعله.
mail-after-banker-supervisor = ليس هناك ما يلزم فعله. وكلمة إلى { $banker } موضع ترحيب.
mail-after-assigner = بعد أن تحدد الشخص يذهب الخطاب إليه وإلى المشرفين فوقه. وحتى ذلك الحين ليس لدى أي منهم.
mail-because-helper = الخطاب عنك.
mail-because-banker = أنت من أرسله.
mail-because-supervisor = كنت تشرف على { $of } في { $day }، يوم الخدمة.
mail-because-acting = كنت تنوب في الإشراف على { $of } في { $day }، يوم الخدمة.
mail-because-next-above = من كان يشرف على { $of } في { $day }، يوم الخدمة، لم يعد هنا، وأنت التالي في الأعلى.
mail-both-chains = يصعد الثناء في السلسلتين: سلسلة من ساعد وسلسلة من لاحظ.
mail-because-head = أنت ترأس { $department }، حيث يعمل من ساعد.
mail-because-head-unknown = أنت ترأس القسم الذي يعمل فيه من ساعد.
mail-because-hr-of = لم يكن لـ { $of } مشرف حالي مسجل في { $day }، لذا يصل إلى الموارد البشرية.
mail-because-hr = لم يمكن تحديد مستلم آخر، لذا يصل إلى الموارد البشرية.
mail-because-dotted = لك أيضًا إشراف ثانٍ على { $of }.
mail-the-helper = من ساعد
mail-others-have-it = { $count ->
    [zero] الخطاب ليس لدى غيرك.
   *[other] الخطاب أيضًا لدى { $readers }.
}
mail-in-your-history = وهو في سجل تقديرك ابتداءً من اليوم.
mail-not-yours = ليست لك؟
mail-tell-hr = أبلغ الموارد البشرية
mail-not-yours-write = ليست لك؟ اكتب إلى { $hr }.
mail-code-shows = الرمز { $code } يُظهر في { $page } أن الخطاب أصلي.
mail-recall-subject = سُحب: الثناء { $reference }
mail-do-not-file = لا تحفظ الخطاب الذي وصلك في { $day }. السبب في الداخل.
mail-recall-helper-heading = سُحب الخطاب الذي عنك
mail-recall-helper = سُحب الخطاب الذي عنك بتاريخ { $day }. نأسف لذلك.
mail-recall-banker-heading = سُحب ثناؤك
mail-recall-banker-asked = لم يعد ثناؤك على { $whom } ساريًا، كما طلبت.
mail-recall-banker = لم يعد ثناؤك على { $whom } ساريًا.
mail-recall-heading = سُحب ثناء
mail-recall = لم يعد الثناء على { $whom } الذي وصلك في { $day } ساريًا.
mail-withdrawn-by-sender = سحبه { $name } بعد أن أرسله.
mail-withdrawn-by = سحبه { $name }.
mail-fact-reference = المرجع
mail-fact-about = عن
mail-fact-sent = أُرسل
mail-fact-withdrawn = سُحب
mail-fact-corrected = صُحّح
mail-fact-reason = السبب
mail-at-by = { $at }، { $name }
mail-quoted = «{ $words }»
mail-delete-helper = احذف ملف PDF. لا يقول السحب شيئًا عن عملك.
mail-delete-unknown = احذف ملف PDF وأخرجه من أي ملف شخصي.
mail-delete-banker = احذف ملف PDF. ويُطلب ذلك من كل من وصله. لا يقول السحب شيئًا عن عمل { $people }.
mail-delete = احذف ملف PDF وأخرجه من أي ملف شخصي. وإن كنت قد أخبرت { $people } به فأخبره بهذا أيضًا. لا يقول السحب شيئًا عن عمل { $people }.
mail-recall-acknowledged = يبقى إقرارك بتاريخ { $day } في السجل، مع الإشارة إلى أنه سبق السحب.
mail-see-record = عرض السجل
mail-first-helper = كانت الرسالة الأولى عنك.
mail-first-banker = أنت من أرسل الثناء.
mail-first-supervisor = وصلتك الرسالة الأولى لأنك تشرف على { $of }.
mail-first-other = وصلتك الرسالة الأولى.
mail-recall-others = كل من وصله الخطاب تصله هذه الرسالة: { $readers }.
mail-code-withdrawn = رمزه يجيب الآن «مسحوب» في { $page }.
mail-correction-subject = تصحيح: الثناء { $reference }
mail-correction-preheader = احتفظ بالنسخة المرفقة بدلًا من التي وصلتك في { $day }.
mail-correction-helper-heading = صُحّح الخطاب الذي عنك
mail-correction-helper = صُحّح الخطاب الذي عنك بتاريخ { $day }.
mail-correction-banker-heading = صُحّح ثناؤك
mail-correction-banker-asked = صُحّح ثناؤك على { $whom } كما طلبت. هذه نسختك.
mail-correction-banker = صُحّح ثناؤك على { $whom }.
mail-correction-heading = صُحّح ثناء
mail-correction = هناك نسخة جديدة من الثناء على { $whom } الذي وصلك في { $day }.
mail-corrected-by-sender = صحّحه { $name } بعد أن أرسله.
mail-corrected-by = صحّحه { $name }.
mail-keep-copy = احتفظ بالنسخة المرفقة واحذف السابقة، حيث حُفظت أيضًا.
mail-clients-words-stay = كلمات العميل لم تتغير.
mail-correction-acknowledged = إقرارك بتاريخ { $day } يسري على هذه النسخة أيضًا.
mail-correction-others = تذهب النسخة الجديدة أيضًا إلى { $readers }.
mail-code-new = رمز النسخة الجديدة { $code }، والرمز السابق يجيب الآن «مُستبدل» في { $page }.
mail-code-replaced = رمز النسخة السابقة يجيب الآن «مُستبدل» في { $page }.
mail-misdirected-subject = كان لشخص آخر: الثناء { $reference }
mail-misdirected-heading = خطاب كان لشخص آخر
mail-misdirected-helper = الخطاب الذي عنك بتاريخ { $day } كان لشخص آخر. نأسف لذلك.
mail-misdirected = الخطاب عن { $whom } الذي وصلك في { $day } كان لشخص آخر.
mail-misdirected-delete-helper = احذف ملف PDF. لا يقول التصحيح شيئًا عن عملك.
mail-misdirected-delete = احذف ملف PDF وأخرجه من أي ملف شخصي. وإن كنت قد أخبرت { $people } به فأخبره بهذا أيضًا. لا يقول التصحيح شيئًا عن عمل { $people }.
mail-misdirected-acknowledged = يبقى إقرارك بتاريخ { $day } في السجل، مع الإشارة إلى أنه سبق التصحيح.
mail-code-that-replaced = رمز تلك النسخة يجيب الآن «مُستبدل» في { $page }.
mail-thanks-subject = شكر إليك من { $name }
mail-thanks-preheader = هو عن الثناء الذي أرسلته.
mail-thanks = إليك شكر { $name } على الثناء المتعلق بيوم { $day }.
mail-thanks-in = إليك شكر { $name } في { $place } على الثناء المتعلق بيوم { $day }.
mail-wrote = كتب { $first }:
mail-no-words = لم يضف { $first } كلمات، وأراد أن تعلم بذلك.
mail-open-commendation = فتح الثناء
mail-nothing-asked = لا يُطلب منك شيء.
mail-you-sent = أنت من أرسل الثناء.
mail-password-subject = اختر كلمة مرورك لـ Commend
mail-password-preheader = يصلح الرابط مرة واحدة حتى { $time }.
mail-password-heading = اختر كلمة مرورك
mail-password = بهذا الرابط تختار كلمة مرور لـ Commend، خدمة خطابات الثناء في { $bank }. يصلح مرة واحدة حتى { $time }.
mail-password-button = اختيار كلمة مرور
mail-password-remark = إن انتهت صلاحيته فاطلب رابطًا جديدًا من صفحة تسجيل الدخول. لا نطلب كلمة مرور بالبريد أبدًا.
mail-password-why = طلبه شخص بعنوانك، والأرجح أنه أنت. وإن لم تكن أنت فليس هناك ما يلزم فعله: تبقى كلمة مرورك كما هي.
mail-unsent-subject = خطاب عميل لم يُرسل بعد
mail-unsent-preheader = هو في انتظارك في إحدى مسوداتك.
mail-unsent-heading = خطاب ينتظر الإرسال
mail-unsent-signed = خطاب عميل وُقّع في { $day } موجود في إحدى مسوداتك ولم يُرسل. لم يُبلَّغ به أحد بعد. انظر فيه وأرسله.
mail-unsent-scanned = خطاب عميل مُسح ضوئيًا في { $day } موجود في إحدى مسوداتك ولم يُرسل. لم يُبلَّغ به أحد بعد. انظر فيه وأرسله.
mail-unsent-until = إن لم يُرسل حتى { $day } طُلب من الموارد البشرية ومن المشرف عليك إرساله أو إغلاقه.
mail-open-draft = فتح المسودة
mail-unsent-remark = إن كان يجب ألا يُرسل فيمكنك حذف المسودة حتى ذلك الحين.
mail-you-began = أنت من بدأ المسودة.
mail-closed-subject = أُغلقت مسودتك
mail-closed-preheader = لن تُرسل.
mail-closed = أغلق { $name } المسودة التي بدأتها في { $day }، فلن تُرسل.
mail-closed-remark = يمكن قراءتها لبضعة أسابيع أخرى. وإن رأيت أنها يجب أن تُرسل فتحدث إلى من أغلقها.
# A draft that waits, to the supervisor of its banker.
mail-waiting-subject = خطاب لم يرسله { $name }
mail-waiting-preheader = هو في انتظار قرارك.
mail-waiting-heading = خطاب في انتظار قرارك
mail-waiting-letter = خطاب عميل بتاريخ { $day } موجود في مسودة لدى { $name } ولم يُرسل بعد تذكيرين. لم يُبلَّغ به أحد بعد.
mail-waiting-letter-left = غادر { $name }، وهناك خطاب عميل بتاريخ { $day } في مسودة لم تُرسل. لم يُبلَّغ به أحد بعد.
mail-waiting-left = غادر { $name } ولم تُرسل رسالة ثناء كانت قد بُدئت.
mail-waiting-decide = انظر فيه وأرسله أو أغلقه مع ذكر السبب. طُلب ذلك من الموارد البشرية أيضًا، ويقرر من يسبق.
mail-waiting-remark = تقرؤه وبيانات العملاء محجوبة، كما سيُرسل.
mail-waiting-why = أنت المشرف على { $name }.
mail-name-taken-back = سحب العميل إذنه بذكر اسمه؛ ولم يتغير شيء آخر في الرسالة.
