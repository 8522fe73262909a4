# Mails to staff: parts that several mails have.
mail-hello = Hello { $name },
mail-hello-all = Hello,
mail-why = Why you get this.
mail-inside = For use inside the bank.
mail-attached = Attached: { $file }
mail-button-at = { $button }:
mail-quote-of = { $title }:
mail-moment = { $day }, { $time }
mail-comma = { $begun }, { $next }
mail-branch = { $branch } branch
mail-someone = someone in { $department }
mail-someone-anywhere = someone in the back office
mail-someone-unknown = someone whose name was not known
mail-first-and-more = { $first } and { $more ->
    [1] a colleague
    [2] two colleagues
    [3] three colleagues
    [4] four colleagues
    [5] five colleagues
    [6] six colleagues
    [7] seven colleagues
    [8] eight colleagues
    [9] nine colleagues
   *[other] { $more } colleagues
}
mail-supervisor-yours = your supervisor { $name }
mail-supervisor-of = { $of }’s supervisor { $name }
mail-hr = HR
mail-attachment = The whole letter as it is kept on record.
mail-attachment-pages = The whole letter as it is kept on record, { $count ->
    [one] 1{ "\u00A0" }page
   *[other] { $count }{ "\u00A0" }pages
}.
mail-yours-to-keep = Yours to keep.
mail-attachment-new = The whole letter as it is kept on record from now on.
mail-attachment-new-pages = The whole letter as it is kept on record from now on, { $count ->
    [one] 1{ "\u00A0" }page
   *[other] { $count }{ "\u00A0" }pages
}.
# The mail that carries a letter: subject, heading, preheader.
mail-corrected = Corrected: { $subject }
mail-helper-subject = A client wrote a letter about you
mail-helper-subject-colleague = A colleague wrote in praise of you
mail-subject = A client wrote in praise of { $whom }
mail-subject-colleague = A colleague wrote in praise of { $whom }
mail-passed-on = { $banker } passed on a client’s praise for { $whom }
mail-banker-wrote = { $banker } wrote in praise of { $whom }
mail-own-subject = Your commendation of { $whom } is on its way
mail-helper-heading = { $client } wrote a letter about you
mail-helper-heading-colleague = { $banker } wrote in praise of you
mail-signed = It is signed.
mail-signed-told = It is signed, and your supervisor has it too.
mail-note-added = { $banker } at { $place } added a note.
mail-note-none = { $banker } at { $place } passed it on.
mail-wrote-it = { $banker } at { $place } wrote it.
mail-wrote-it-told = { $banker } at { $place } wrote it, and your supervisor has it too.
mail-letter-attached-note = The signed letter is attached, with a note from { $banker } at { $place }.
mail-letter-attached = The signed letter is attached, passed on by { $banker } at { $place }.
mail-letter-attached-colleague = The letter of { $banker } at { $place } is attached.
mail-person-in = { $person } in { $department }
mail-helped-client-at = { $helper } helped a client at { $place }. The letter is attached.
mail-helped-colleague-at = { $helper } helped a colleague at { $place }. The letter is attached.
mail-own-preheader = Here is your copy, with the names of everyone who gets it.
mail-assign-preheader = Please say who it was, so that the letter reaches that person.
# What happened.
mail-replaces = This copy replaces the one of { $day }. Please keep this one instead.
mail-helper-intro-colleague = You helped { $banker } at { $place } on { $day }. This is what { $first } wrote about it.
mail-helper-intro = You helped { $client } and { $banker } at { $place } on { $day }.
mail-letter-whole = Here is the whole letter.
mail-letter-begins = This is how the letter begins; all of it is attached.
mail-intro-colleague = { $helpers } helped { $banker } at { $place } on { $day }. { $first } wrote it down.
mail-intro-named = { $helpers } helped { $client }, a client of { $place }, on { $day }.
mail-intro-unnamed = { $helpers } helped a client of { $place } on { $day }.
mail-came-of-it = This is the letter that came of it.
mail-came-of-it-today = This is the letter that came of it, signed today.
mail-came-of-it-on = This is the letter that came of it, signed on { $day }.
mail-chain-note = { $helpers } helped { $banker } and a client at { $place } on { $day }. { $banker } passed on the client’s letter, added a note, and sent both to { $to }.
mail-chain = { $helpers } helped { $banker } and a client at { $place } on { $day }. { $banker } passed on the client’s letter to { $to }.
mail-chain-colleague = { $helpers } helped { $banker } at { $place } on { $day }. { $banker } wrote it down and sent it to { $to }.
mail-to-too = to { $reader }
mail-to-those-who-know = those who can say who it was
mail-own-intro = You sent this today. It goes to { $to }. A mail that cannot be delivered is not lost: HR is told of it, and the page below shows it.
mail-own-praised = The client praised you too, so the letter stands in your own history as well.
mail-to-those-meant = those it is meant for
mail-hint-none = Nothing else is known of who it was.
mail-hint = This is what { $banker } knows of who it was: { $known }.
mail-extension = extension { $number }
# The words that are quoted.
mail-from-the-letter = From the letter
mail-a-client = a client
mail-client-of = a client of { $place }
mail-client-since = client since { $year }
mail-name-not-shared = name not shared, as the client asked
mail-note-of = { $name }’s note
mail-note-yours = Your note
mail-note-by = Added by { $name }, { $place }
# The button, and what stands below it.
mail-open-letter = Open your letter
mail-read-and-acknowledge = Read and acknowledge
mail-read-letter = Read the letter
mail-see-state = See where it stands
mail-say-who = Say who it was
mail-opens-letter = Opens the letter.
mail-after-helper = Nothing is asked of you. If you like, one click on that page thanks { $banker }.
mail-after-supervisor = One click there puts on record, with the date, that you read it. { $seers } see that too. Telling { $helpers } in person counts for more.
mail-after-nothing = There is nothing to do.
mail-after-banker-supervisor = There is nothing to do. A word to { $banker } is welcome.
mail-after-assigner = Once you name the person, the letter goes to that person and up the chain of supervisors. Until then neither has it.
# Why the reader gets it.
mail-because-helper = The letter is about you.
mail-because-banker = You sent it.
mail-because-supervisor = You were { $of }’s supervisor on { $day }, the day of service.
mail-because-acting = You acted as { $of }’s supervisor on { $day }, the day of service.
mail-because-next-above = { $of }’s own supervisor of { $day }, the day of service, is not there any more, and you are next above.
mail-both-chains = Praise goes up both chains: to the one who helped and to the one who noticed.
mail-because-head = You lead { $department }, where the one who helped works.
mail-because-head-unknown = You lead the department where the one who helped works.
mail-because-hr-of = No active supervisor of { $of } was on record for { $day }, so it comes to HR.
mail-because-hr = Nobody else could be named to receive it, so it comes to HR.
mail-because-dotted = { $of } also reports to you, on a dotted line.
mail-the-helper = the helper
mail-others-have-it = { $count ->
    [one] { $readers } has the letter too.
   *[other] { $readers } have the letter too.
}
mail-in-your-history = It stands in your recognition history from today.
mail-not-yours = Not yours?
mail-tell-hr = Tell HR
mail-not-yours-write = Not yours? Write to { $hr }.
mail-code-shows = The code { $code } shows at { $page } that the letter is genuine.
# A commendation was withdrawn.
mail-recall-subject = Withdrawn: commendation { $reference }
mail-do-not-file = Please do not file the letter you got on { $day }. The reason is inside.
mail-recall-helper-heading = The letter about you was withdrawn
mail-recall-helper = The letter about you of { $day } was withdrawn. We are sorry.
mail-recall-banker-heading = Your commendation was withdrawn
mail-recall-banker-asked = Your commendation of { $whom } no longer stands, as you asked.
mail-recall-banker = Your commendation of { $whom } no longer stands.
mail-recall-heading = A commendation was withdrawn
mail-recall = The commendation of { $whom } that you got on { $day } no longer stands.
mail-withdrawn-by-sender = { $name }, who sent it, has withdrawn it.
mail-withdrawn-by = { $name } has withdrawn it.
mail-fact-reference = Reference
mail-fact-about = About
mail-fact-sent = Sent
mail-fact-withdrawn = Withdrawn
mail-fact-corrected = Corrected
mail-fact-reason = Reason
mail-at-by = { $at }, by { $name }
mail-quoted = “{ $words }”
mail-delete-helper = Please delete the PDF. The withdrawal says nothing about your work.
mail-delete-unknown = Please delete the PDF and take it out of any file.
mail-delete-banker = Please delete the PDF. Everyone who got it is asked to do the same. The withdrawal says nothing about { $people }’s work.
mail-delete = Please delete the PDF and take it out of any file. If you already told { $people } of it, please pass this on too. The withdrawal says nothing about { $people }’s work.
mail-recall-acknowledged = Your acknowledgement of { $day } stays in the record, marked as given before the withdrawal.
mail-see-record = See the record
mail-first-helper = The first mail was about you.
mail-first-banker = You sent the commendation.
mail-first-supervisor = The first mail went to you as { $of }’s supervisor.
mail-first-other = The first mail went to you.
mail-recall-others = Everyone who got it gets this one: { $readers }.
mail-code-withdrawn = Its code now answers “withdrawn” at { $page }.
# A commendation was corrected.
mail-correction-subject = Corrected: commendation { $reference }
mail-correction-preheader = Please keep the attached copy in place of the one you got on { $day }.
mail-correction-helper-heading = The letter about you was corrected
mail-correction-helper = The letter about you of { $day } was corrected.
mail-correction-banker-heading = Your commendation was corrected
mail-correction-banker-asked = Your commendation of { $whom } was corrected, as you asked. Here is your copy.
mail-correction-banker = Your commendation of { $whom } was corrected.
mail-correction-heading = A commendation was corrected
mail-correction = There is a new copy of the commendation of { $whom } that you got on { $day }.
mail-corrected-by-sender = { $name }, who sent it, has corrected it.
mail-corrected-by = { $name } has corrected it.
mail-keep-copy = Please keep the attached copy and delete the one before, also where it was filed.
mail-clients-words-stay = The client’s own words are as they were.
mail-correction-acknowledged = Your acknowledgement of { $day } stands for this copy too.
mail-correction-others = The new copy also goes to { $readers }.
mail-code-new = The new copy’s code is { $code }; the one before now answers “replaced” at { $page }.
mail-code-replaced = The code of the copy before now answers “replaced” at { $page }.
mail-misdirected-subject = Meant for a colleague: commendation { $reference }
mail-misdirected-heading = A letter was meant for a colleague
mail-misdirected-helper = The letter about you of { $day } was meant for a colleague. We are sorry.
mail-misdirected = The letter about { $whom } that you got on { $day } was meant for a colleague.
mail-misdirected-delete-helper = Please delete the PDF. The correction says nothing about your work.
mail-misdirected-delete = Please delete the PDF and take it out of any file. If you already told { $people } of it, please pass this on too. The correction says nothing about { $people }’s work.
mail-misdirected-acknowledged = Your acknowledgement of { $day } stays in the record, marked as given before the correction.
mail-code-that-replaced = The code of that copy now answers “replaced” at { $page }.
# Plain mails.
mail-thanks-subject = { $name } thanks you
mail-thanks-preheader = It is about the commendation you sent.
mail-thanks = { $name } thanks you for the commendation about { $day }.
mail-thanks-in = { $name } in { $place } thanks you for the commendation about { $day }.
mail-wrote = { $first } wrote:
mail-no-words = { $first } added no words, and wanted you to know.
mail-open-commendation = Open the commendation
mail-nothing-asked = Nothing is asked of you.
mail-you-sent = You sent the commendation.
mail-password-subject = Choose your password for Commend
mail-password-preheader = The link works once, until { $time }.
mail-password-heading = Choose your password
mail-password = With this link you choose a password for Commend, { $bank }’s service for commendations. It works once, until { $time }.
mail-password-button = Choose a password
mail-password-remark = If it has run out, ask for a new one on the sign-in page. We never ask for a password by mail.
mail-password-why = Somebody, most likely you, asked for it with your address. If it was not you, there is nothing to do: your password stays as it is.
mail-unsent-subject = A client’s letter has not been sent yet
mail-unsent-preheader = It waits in a draft of yours.
mail-unsent-heading = A letter waits to be sent
mail-unsent-signed = A client’s letter that was signed on { $day } is in a draft of yours and has not been sent. Nobody has been told of it yet. Please look at it and send it.
mail-unsent-scanned = A client’s letter that was scanned on { $day } is in a draft of yours and has not been sent. Nobody has been told of it yet. Please look at it and send it.
mail-unsent-until = If it is not sent by { $day }, HR and your supervisor are asked to send it or to close it.
mail-open-draft = Open the draft
mail-unsent-remark = If it should not be sent, you can delete the draft until then.
mail-you-began = You began the draft.
mail-closed-subject = Your draft was closed
mail-closed-preheader = It is not sent.
mail-closed = { $name } closed the draft that you began on { $day }, so it is not sent.
mail-closed-remark = It can still be read for some weeks. If you think it should be sent, talk to the person who closed it.
# A draft that waits, to the supervisor of its banker.
mail-waiting-subject = { $name } has not sent a letter
mail-waiting-preheader = It waits for your decision.
mail-waiting-heading = A letter waits for your decision
mail-waiting-letter = A client’s letter of { $day } is in a draft of { $name } and has not been sent, after two reminders. Nobody has been told of it yet.
mail-waiting-letter-left = { $name } has left, and a client’s letter of { $day } is in a draft that has not been sent. Nobody has been told of it yet.
mail-waiting-left = { $name } has left, and a commendation that was begun has not been sent.
mail-waiting-decide = Please look at it, and send it or close it with a reason. HR is asked too; whoever is first decides.
mail-waiting-remark = You read it with client data masked, as it would go.
mail-waiting-why = You supervise { $name }.
mail-name-taken-back = The client took back the permission to share the name; nothing else in the letter has changed.
