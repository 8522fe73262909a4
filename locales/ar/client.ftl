# The pages on which a client writes. They are read by people who know neither us nor the bank's words.
client-title = رسالة شكر
client-about = هل تودّ كتابة بضع كلمات عن { $people }؟
client-about-nobody = هل تودّ كتابة بضع كلمات عمّن ساعدك؟
client-asked = الطلب من { $banker }.
client-asked-at = الطلب من { $banker } في { $branch }.
client-need-not = لا شيء يلزمك بذلك، ولا يؤثر أبدًا في حساباتك.
client-begin-words = تكفي بضع جمل صادقة.
client-begin-send = لا يُرسل شيء قبل توقيعك، ويبيّن لك البنك من سيقرؤها.
client-begin-kept = أثناء الكتابة لا يرى كلماتك أحد سواك.
client-begin = ابدأ الكتابة
client-something = يجب تغيير شيء قبل التوقيع
client-letter = رسالتك
client-letter-hint = يرجى عدم كتابة أرقام البطاقات والحسابات.
client-name = اسمك
client-sign-here = وقّع بإصبعك
client-sign-hint = أو اكتفِ باسمك المكتوب.
client-sign-area = مكان توقيعك
client-sign-clear = مسح
client-email = بريدك الإلكتروني (اختياري)
client-email-hint = إذا أردت أن تعلم أنها وصلت: بريد واحد، وثانٍ إذا أراد الشخص أن يشكرك. لا يرافق الرسالة أبدًا ويُحذف بعد ذلك.
client-share = يجوز أن يُذكر اسمي مع الرسالة
client-share-hint = من دون العلامة تقول الرسالة «أحد العملاء». الرفض لا يغيّر شيئًا بالنسبة إليك.
client-readers = بتوقيعك تسلّم هذه الرسالة إلى البنك. سيقرؤها { $people } والمشرفون عليهم والمشرف على { $banker }، وتُحفظ في سجلات البنك. لا تُنشر في أي مكان.
client-readers-unknown = بتوقيعك تسلّم هذه الرسالة إلى البنك. سيقرؤها من ساعدك والمشرف عليه والمشرف على { $banker }، وتُحفظ في سجلات البنك. لا تُنشر في أي مكان.
client-sign = وقّع
client-sign-never-sends = التوقيع لا يرسل شيئًا بعد: ينظر فيها { $banker } معك ثم يرسلها.
client-keep = احفظ وأكمل لاحقًا
client-decline = أفضّل ألا أفعل
client-kept = حُفظت. لا يراها سواك حتى توقّع.
client-not-kept = انقطعت الشبكة. تبقى كلماتك في هذه الصفحة وتُحفظ حالما تعود.
client-languages = اللغة
client-no-words = اكتب بضع كلمات أولًا.
client-too-long = رسالتك أطول من اللازم بـ{ $over ->
    [zero] { $over } حرف
    [one] حرف واحد
    [two] حرفين
    [few] { $over } أحرف
    [many] { $over } حرفًا
   *[other] { $over } حرف
}. اختصرها.
client-unprintable = فيها حرف لا يمكن طباعته. اكتب الكلمات من جديد بدل لصقها.
client-numbers = يبدو هذا شيئًا لا نحتاج إليه ({ $kinds }). احذفه، أو ضع علامة أدناه ليبقى. سيُحجب في كل حال.
client-numbers-stay = أريد أن يبقى في رسالتي
client-no-name = اكتب اسمك. إنه توقيعك.
client-bad-name = الاسم أطول من اللازم أو لا يمكن طباعته. يتسع المكان لـ200 حرف.
client-bad-signature = لا يمكن قبول الرسم. امسحه ووقّع من جديد، أو اكتفِ باسمك المكتوب.
client-bad-address = ليس هذا عنوان بريد مثل maria@example.org.
client-code-title = رمزك
client-code-text = أعطاك البنك رمزًا لكتابة رسالة شكر.
client-code = الرمز
client-code-hint = ثمانية أحرف وأرقام.
client-continue = متابعة
client-or-paper = يمكنك أيضًا أن تكتب على ورق وتتركه في أي فرع. لا شيء يلزمك بذلك.
client-wrong-code = هذا الرمز غير صالح، أو لم يعد كذلك. انظر فيه ثانية، أو اطلب رمزًا جديدًا.
client-too-many-codes = وصلت من هنا رموز خاطئة كثيرة. انتظر { $span } ثم حاول ثانية.
client-taken = هذه الرسالة مفتوحة في متصفح آخر
client-taken-text = أكمل حيث بدأت الكتابة. إن تعذّر ذلك فاطلب رمزًا جديدًا.
client-unknown = هذا الرابط ليس من روابطنا
client-unknown-text = ربما نقص منه جزء. يمكنك كتابة الرمز المذكور بجانبه.
client-done = شكرًا لك
client-done-text = رسالتك موقّعة وهي لدى { $banker }.
client-done-sends = يتولى { $banker } إرسالها. لم يُرسل شيء من تلقاء نفسه.
client-done-fixed = لا أحد يغيّر كلماتك.
client-done-back = إن غيّرت رأيك قبل إرسالها فأخبر { $banker }.
client-done-code = رمز رسالتك:
client-used-text = استُخدم هذا الرابط لتوقيع رسالة. لم يعد يفتح شيئًا.
client-close = يمكنك إغلاق هذه الصفحة الآن.
client-declined = لا رسالة، ولا بأس في ذلك
client-declined-text = لا يتغيّر شيء بالنسبة إليك أو إلى حساباتك.
client-declined-kept = لم يُحفظ شيء مما كتبت.
client-declined-why = يرى البنك أنه لا رسالة فقط، ولا يرى السبب.
client-revoked = سُحب هذا الرابط
client-revoked-text = سحبه البنك أو أنشأ رابطًا جديدًا. لم يُرسل شيء، ولم يُحفظ شيء مما كتبت.
client-expired = انتهت صلاحية هذا الرابط
client-expired-text = مرّ وقت طويل فأُغلق من تلقاء نفسه كي لا يستخدمه غيرك. لم يُرسل شيء، ولم يُحفظ شيء مما كتبت.
# The mail to a client who left an address, and the same words on paper.
client-mail-delivered-subject = وصلت رسالتك إلى { $people }
client-mail-read-subject = قرأ { $people } رسالتك
client-mail-thanks-subject = يشكرك { $name } على رسالتك
client-mail-preheader = لا شيء مطلوب منك.
client-mail-preheader-too = وصلت إلى المشرف أيضًا. لا شيء مطلوب منك.
client-mail-hello = تحية طيبة { $name }،
client-mail-hello-nobody = تحية طيبة،
client-mail-delivered = سُلّمت رسالتك إلى { $people } في { $day }.
client-mail-supervisors = وسُلّمت أيضًا إلى { $people } المشرف على هذا العمل.
client-mail-read = قرأها { $people }.
client-mail-named = ذُكر اسمك معها كما أذنت.
client-mail-unnamed = لم يُذكر اسمك معها.
client-mail-passed-on = طلب { $name } أن ننقل إليك هذا:
client-mail-thanks-wordless = يشكرك { $name } على رسالتك.
client-mail-seldom = قلّما يسمع من يقوم بهذا العمل من العملاء الذين يساعدهم. شكرًا لوقتك.
client-mail-nothing = لا شيء مطلوب منك. لا روابط ولا مرفقات في هذا البريد، ولا نطلب بالبريد أبدًا رقمًا ولا كلمة مرور.
client-mail-take-back = للسؤال عن رسالتك، أو لسحب إذنك بذكر اسمك، تحدث مع { $banker } أو اتصل بالرقم المكتوب على بطاقتك. لا تؤثر رسالتك في حساباتك أبدًا.
client-mail-take-back-at = للسؤال عن رسالتك، أو لسحب إذنك بذكر اسمك، تحدث مع { $banker } ({ $place }) أو اتصل بالرقم المكتوب على بطاقتك. لا تؤثر رسالتك في حساباتك أبدًا.
client-mail-why = يصلك هذا البريد لأنك تركت عنوانك مع رسالتك.
client-mail-one-more = لا يصلك بعده إلا بريد واحد إذا أراد من شكرته أن يرد. ثم يُحذف عنوانك.
client-mail-last = لن يصلك بريد آخر، ويُحذف عنوانك.
