# The page of a correction.
correct-title = Correct this commendation
correct-lead = Correct who is praised, or the banker’s paragraph. Version { $version } then takes the place of the copy that is out, and everyone who has one is told.
correct-who = Who is praised
correct-search = Add somebody
correct-note = The banker’s paragraph
correct-note-hint = Written by { $name }. It stands here as it went out, with what was masked.
correct-reason = Reason
correct-reason-hint = Everyone who has a copy reads it. Do not write client data here.
correct-look = Look again
correct-do = Send version { $version }
correct-leave = Leave it as it is
correct-who-told = Who will be told
correct-none-yet = Nothing is changed yet. These people have the letter.
correct-nobody-told = Nobody has a copy yet.
correct-gets-letter = Gets the letter
correct-gets-new = Gets version { $version }
correct-gets-notice = Is told that it was meant for a colleague, and not to keep it
correct-stays = What stays
correct-stays-letter = The client’s letter: it was signed, and nobody changes it.
correct-stays-first = The earlier version stays on record. Its code says that a newer one took its place.
correct-stays-withdraw = If all of it is wrong, withdraw it instead.
correct-changed = Who will be told, or what may be a name, has changed
correct-changed-text = Nothing was sent. Look at the list beside the form again, then send.
correct-unchanged = Nothing would change: the record already says this.
correct-problem-reason = Say why, in words that everyone who has a copy may read.
correct-problem-note = A paragraph can be written anew, not taken away. Write the new one.
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
# The client takes the permission to share the name back.
consent-link = Take the client’s name out
consent-ask = Take the client’s name out of it?
consent-text = Only when the client takes back the permission to share the name. A new version is made without name, signature and scanned page, and the code of the one before says that it was replaced. The letter and the thanks stay.
consent-told = Sent the new version, and asked to delete the one before
consent-nobody = Nobody has a copy yet; waiting mails go with the new version.
consent-reason = Reason, in words that everyone who has a copy may read
consent-final = This cannot be undone. HR and auditors can still read the name in the record.
consent-do = Make the version without the name
flash-name-taken-back = The name is taken out, and everyone who has a copy is being told.
story-name-taken-back = { $name } took the client’s name out: version { $version }
story-client-told = A mail to the client was accepted
