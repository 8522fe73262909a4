# The page of a correction.
correction-title = Correct this commendation
correction-lead = Correct who is praised, or the banker’s paragraph. Version { $version } then takes the place of the copy that is out, and everyone who has one is told.
correction-who = Who is praised
correction-search = Add somebody
correction-note = The banker’s paragraph
correction-note-hint = Written by { $name }. It stands here as it went out, with what was masked.
correction-reason = Reason
correction-reason-hint = Everyone who has a copy reads it. Do not write client data here.
correction-look = Look again
correction-do = Send version { $version }
correction-leave = Leave it as it is
correction-who-told = Who will be told
correction-none-yet = Nothing is changed yet. These people have the letter.
correction-nobody-told = Nobody has a copy yet.
correction-gets-letter = Gets the letter
correction-gets-new = Gets version { $version }
correction-gets-notice = Is told that it was meant for a colleague, and not to keep it
correction-stays = What stays
correction-stays-letter = The client’s letter: it was signed, and nobody changes it.
correction-stays-first = The earlier version stays on record. Its code says that a newer one took its place.
correction-stays-withdraw = If all of it is wrong, withdraw it instead.
correction-changed = Who will be told, or what may be a name, has changed
correction-changed-text = Nothing was sent. Look at the list beside the form again, then send.
correction-unchanged = Nothing would change: the record already says this.
correction-problem-reason = Say why, in words that everyone who has a copy may read.
correction-problem-note = A paragraph can be written anew, not taken away. Write the new one.
record-correct = Correct it
flash-corrected = The new version is on its way to everyone who has a copy.

# The page of a withdrawal, and the lines of what happened.
withdrawal-ask = Withdraw it for everyone?
withdrawal-told = Told of the withdrawal
withdrawal-nobody = Nobody has a copy yet; waiting mails are not sent.
withdrawal-final = A withdrawal cannot be undone. To change only who is praised, or a paragraph, correct it instead.
withdrawal-keep = Keep it
story-title = What happened
story-noted = { $name } noted who helped
story-sent = { $count ->
    [one] { $name } sent it to one person
   *[other] { $name } sent it to { $count } people
}
story-accepted = Mail accepted for { $people }
story-failed = Mail to { $to } given up; HR is told
story-bounced = Mail to { $to } came back; HR is told
story-unknown = Nobody knows whether the mail to { $to } arrived
story-read = { $name } acknowledged: read
story-read-told = { $name } acknowledged: read, told the person praised
story-read-filed = { $name } acknowledged: read, filed
story-read-told-filed = { $name } acknowledged: read, told the person praised, filed
story-thanked = { $name } said thanks
story-named = { $name } named the helper: { $helper }
story-corrected = { $name } corrected it: version { $version }
story-not-about-me = { $name } said: this is not about me
story-not-my-report = { $name } said: I do not supervise this person
story-original-read = { $name } read the original
story-withdrawn = { $name } withdrew it
