# The page of a correction.
correct-title = تصحيح هذا التقدير
correct-lead = صحّح مَن يشمله الثناء أو فقرة الفرع. عندئذ تحلّ النسخة { $version } محل النسخة المرسلة، ويُبلَّغ كل من لديه نسخة.
correct-who = مَن يشمله الثناء
correct-search = إضافة شخص
correct-note = فقرة الفرع
correct-note-hint = كتبها { $name }. تظهر هنا كما أُرسلت، مع ما حُجب منها.
correct-reason = السبب
correct-reason-hint = يقرؤه كل من لديه نسخة. لا تكتب هنا بيانات العملاء.
correct-look = إلقاء نظرة أخرى
correct-do = إرسال النسخة { $version }
correct-leave = إبقاؤه كما هو
correct-who-told = مَن سيُبلَّغ
correct-none-yet = لم يتغير شيء بعد. هؤلاء لديهم الرسالة.
correct-nobody-told = لا أحد لديه نسخة بعد.
correct-gets-letter = يتلقى الرسالة
correct-gets-new = يتلقى النسخة { $version }
correct-gets-notice = يُبلَّغ بأنها كانت لزميل وبألّا يحتفظ بها
correct-stays = ما لا يتغير
correct-stays-letter = رسالة العميل: فهي موقّعة ولا يغيّرها أحد.
correct-stays-first = تبقى النسخة السابقة محفوظة، ويقول رمزها إن نسخة أحدث حلّت محلها.
correct-stays-withdraw = إذا كان كل شيء خطأ فاسحب التقدير بدلًا من ذلك.
correct-changed = تغيّر مَن سيُبلَّغ أو ما قد يكون اسمًا
correct-changed-text = لم يُرسل شيء. راجع القائمة بجانب النموذج ثم أرسل.
correct-unchanged = لن يتغير شيء: السجل يقول هذا بالفعل.
correct-problem-reason = اذكر السبب بكلمات يجوز أن يقرأها كل من لديه نسخة.
correct-problem-note = يمكن كتابة الفقرة من جديد لا حذفها. اكتب الفقرة الجديدة.
record-correct = تصحيحه
flash-corrected = النسخة الجديدة في طريقها إلى كل من لديه نسخة.

# The page of a withdrawal, and the lines of what happened.
withdrawal-ask = سحبه لدى الجميع؟
withdrawal-told = مَن يُبلَّغ بالسحب
withdrawal-nobody = لا أحد لديه نسخة بعد، ولن تُرسل الرسائل المنتظرة.
withdrawal-final = لا يمكن التراجع عن السحب. لتغيير مَن يشمله الثناء أو فقرة فقط، صحّحه بدلًا من ذلك.
withdrawal-keep = إبقاؤه
story-title = ما الذي حدث
story-noted = دوّن { $name } مَن ساعد
story-sent = { $count ->
    [zero] أرسله { $name }
    [one] أرسله { $name } إلى شخص واحد
    [two] أرسله { $name } إلى شخصين
    [few] أرسله { $name } إلى { $count } أشخاص
    [many] أرسله { $name } إلى { $count } شخصًا
   *[other] أرسله { $name } إلى { $count } شخص
}
story-accepted = قُبل البريد إلى { $people }
story-failed = تُرك إرسال البريد إلى { $to }، وأُبلغت الموارد البشرية
story-bounced = عاد البريد المرسل إلى { $to }، وأُبلغت الموارد البشرية
story-unknown = لا يُعرف هل وصل البريد إلى { $to }
story-read = أقرّ { $name }: قُرئ
story-read-told = أقرّ { $name }: قُرئ وأُبلغ الشخص المُثنى عليه
story-read-filed = أقرّ { $name }: قُرئ وحُفظ في الملف
story-read-told-filed = أقرّ { $name }: قُرئ وأُبلغ الشخص المُثنى عليه وحُفظ في الملف
story-thanked = شكر { $name }
story-named = سمّى { $name } مَن ساعد: { $helper }
story-corrected = صحّحه { $name }: النسخة { $version }
story-not-about-me = قال { $name }: هذا ليس عني
story-not-my-report = قال { $name }: لست مشرفًا على هذا الشخص
story-original-read = قرأ { $name } الأصل
story-withdrawn = سحبه { $name }
# سحب العميل إذنه بذكر اسمه.
consent-link = حذف اسم العميل
consent-ask = هل يُحذف اسم العميل منه؟
consent-text = فقط عندما يسحب العميل إذنه بذكر اسمه. تُصنع نسخة جديدة بلا اسم ولا توقيع ولا صفحة ممسوحة، ويقول رمز النسخة السابقة إنها استُبدلت. وتبقى الرسالة والشكر.
consent-told = تُرسل إليهم النسخة الجديدة ويُطلب منهم حذف السابقة
consent-nobody = لا يملك أحد نسخة بعد؛ الرسائل المنتظرة تذهب بالنسخة الجديدة.
consent-reason = السبب، بكلمات يجوز أن يقرأها كل من لديه نسخة
consent-final = لا يمكن التراجع عن هذا. تبقى قراءة الاسم في السجل ممكنة للموارد البشرية والمدققين.
consent-do = صنع النسخة بلا اسم
flash-name-taken-back = حُذف الاسم، ويُبلَّغ كل من لديه نسخة.
story-name-taken-back = حذف { $name } اسم العميل: النسخة { $version }
story-client-told = قُبل بريد إلى العميل
