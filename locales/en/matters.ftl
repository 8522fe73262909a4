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
matter-missing-glyphs = { $reference } holds characters that no font here has: { $characters }.
matter-more-characters = { $characters } and { $more } more
matter-unsure-helper = { $reference }: say who helped, so that the letter can go to that person.
matter-banker-supervises = { $reference }: the banker supervises the helper.
matter-helper-supervises = { $reference }: the helper supervises the banker.
matter-no-supervisor = { $name } ({ $number }) has no supervisor on record. HR received the letter instead.
matter-supervisor-left = The supervisor of { $name } ({ $number }) has left. The next one above received the letter instead.
matter-cycle = The reporting line of { $name } ({ $number }) leads back to where it began. Assign a supervisor.
matter-imported-line = { $name } ({ $number }), manager: { $fault }
# Faults of a reporting line in a directory file, each with its remedy.
matter-fault-own-number = names the person's own number; name the supervisor, or leave it empty at the top
matter-fault-circle = closes a circle of { $members }; decide who is at the top of it
matter-fault-not-started = { $manager } has not started yet; name the successor
matter-fault-left = { $manager } has left; name the successor
matter-fault-left-and-missing = { $manager } is not in the file and has left; name the successor
matter-fault-not-in-file = { $manager } is not in the file; correct the number or add that person's row
matter-fault-not-in-directory = { $manager } is not in the directory; correct the number or add that person's row
