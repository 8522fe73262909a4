# Work items: one sentence each.
matter-unknown = This release of Commend cannot describe this item. It is of the kind “{ $kind }”, about { $subject }.
matter-mail-unknown = It is not known whether a mail to { $name } arrived.
matter-mail-failed = A mail to { $name } did not arrive.
matter-mail-not-sent = { $name } was not sent a mail.
matter-recipient-left = { $name } has left and was not sent a letter.
matter-not-mailed-left = { $name } has left and was not sent { $reference }.
matter-not-mailed-outside = { $name } has an address outside the bank and was not sent { $reference }.
matter-not-mailed = { $name } was not sent { $reference }.
matter-relay-refuses = The relay refuses our mails; they wait.
matter-relay-unreachable = { $count ->
    [0] The mail server is not reached.
    [one] The mail server is not reached. One mail waits.
   *[other] The mail server is not reached. { $count } mails wait.
}
matter-relay-unreachable-then = Nothing is lost: it is tried again every few minutes, and all mails go when it answers. Tell the administrator: { $cause }.
matter-mail-waiting = A mail to { $name } has waited for more than an hour.
matter-mails-waiting = { $count ->
    [one] A mail to { $domain } has waited for more than an hour.
   *[other] { $count } mails to { $domain } have waited for more than an hour, for the same reason.
}
matter-mails-waiting-then = They are tried again by themselves. The mail server said last: “{ $said }”.
matter-mails-waiting-untried = No try was made yet. Ask the administrator whether a worker runs.
matter-outbox-held = { $count ->
    [one] One mail waits, because all mails are held at the command line.
   *[other] { $count } mails wait, because all mails are held at the command line.
}
matter-outbox-held-then = The administrator lets them go with “commend outbox release”.
matter-links-too-late = { $count ->
    [one] A one-time link could not be sent while it was of use.
   *[other] { $count } one-time links could not be sent while they were of use.
}
matter-links-too-late-then = The people who asked for one can ask again. Mails were late; look for the cause among the other items.
matter-mails-unreadable = { $count ->
    [one] A mail was written by another release of Commend and cannot be read. It is set aside.
   *[other] { $count } mails were written by another release of Commend and cannot be read. They are set aside.
}
matter-mails-unreadable-then = Nothing is lost, and all other mails go. Among the recipients: { $names }. Ask the administrator to run the release that wrote them, and then “commend outbox retry --all”.
matter-missing-glyphs = { $reference } holds characters that no font here has: { $characters }.
matter-more-characters = { $characters } and { $more } more
matter-not-about-me = { $name } ({ $number }) says that { $reference } is not about them.
matter-not-my-report = { $name } ({ $number }) says that { $reference } is about somebody whom they do not supervise.
matter-unsure-helper = { $reference }: say who helped, so that the letter can go to that person.
matter-banker-supervises = { $reference }: the banker supervises the helper.
matter-helper-supervises = { $reference }: the helper supervises the banker.
matter-no-supervisor = { $name } ({ $number }) has no supervisor on record. HR received the letter instead.
matter-supervisor-left = The supervisor of { $name } ({ $number }) has left. The next one above received the letter instead.
matter-cycle = The reporting line of { $name } ({ $number }) leads back to where it began. Assign a supervisor.
matter-line-own-number = { $name } ({ $number }) is on record as their own manager. Assign the right one, or leave it empty for the top.
matter-line-circle = The reporting line of { $name } ({ $number }) runs in a circle: { $members }. Decide who is at the top of it.
matter-line-not-started = The manager of { $name } ({ $number }), employee { $manager }, has not started yet. Assign another one.
matter-line-left = The manager of { $name } ({ $number }), employee { $manager }, has left. Assign a new one.
matter-line-left-and-missing = The manager of { $name } ({ $number }), employee { $manager }, has left and is not in the file. Assign a new one.
matter-line-not-in-file = The manager of { $name } ({ $number }), employee { $manager }, is not in the file. Correct the number, or add that person.
matter-line-not-in-directory = The manager of { $name } ({ $number }), employee { $manager }, is not in the directory. Correct the number, or add that person.
matter-unsent-letter = { $name } ({ $number }) has not sent a client's letter of { $day }. Send it or close it with a reason.
matter-unsent-letter-left = { $name } ({ $number }) has left and did not send a client's letter of { $day }. Send it or close it with a reason.
matter-draft-left = { $name } ({ $number }) has left and did not send a commendation. Send it or close it with a reason.
# Faults of a reporting line in a directory file, each with its remedy.
matter-fault-own-number = names the person's own number; name the supervisor, or leave it empty at the top
matter-fault-circle = closes a circle of { $members }; decide who is at the top of it
matter-fault-not-started = { $manager } has not started yet; name the successor
matter-fault-left = { $manager } has left; name the successor
matter-fault-left-and-missing = { $manager } is not in the file and has left; name the successor
matter-fault-not-in-file = { $manager } is not in the file; correct the number or add that person's row
matter-fault-not-in-directory = { $manager } is not in the directory; correct the number or add that person's row
