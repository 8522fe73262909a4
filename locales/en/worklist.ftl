# The work list of HR.
worklist-title = Worklist
worklist-what = { $count ->
    [0] Nothing waits for a person.
    [one] One matter needs a person.
   *[other] { $count } matters need a person. The oldest first.
}
worklist-kinds = Kinds of work
worklist-open = Open matters
worklist-closed = Closed
worklist-all = All { $count }
worklist-kind-no-supervisor = No supervisor
worklist-kind-supervisor-left = Supervisor left
worklist-kind-cycle = Circle
worklist-kind-disputed = Disputed
worklist-kind-unsure-helper = Helper unknown
worklist-kind-failed-mail = Mail
worklist-kind-bounced-mail = Came back
worklist-kind-missing-glyph = Characters
worklist-kind-review = To look at
worklist-kind-unsent-letter = Unsent letters
worklist-since-today = Waiting since { $time } today
worklist-since = { $days ->
    [one] Waiting since { $day }, one day
   *[other] Waiting since { $day }, { $days } days
}
worklist-none = Nothing here
worklist-none-text = Matters come here by themselves, for example when a mail fails or a supervisor is missing, and most leave by themselves when their cause is gone.
worklist-open-letter = Open the commendation
worklist-print = Print it (PDF)
worklist-open-person = Open the person
worklist-new-supervisor = Supervisor or stand-in
worklist-who-helped = Who helped
worklist-find = Find
worklist-newer-address = The directory has a newer address
worklist-send-there = Send it there
worklist-correct-address = Correct the address
worklist-new-address = Right address
worklist-reason = Reason
worklist-correct-and-send = Correct it and send again
worklist-correct-do = Correct it
worklist-printed = Printed, or settled otherwise
worklist-settled = It is settled
worklist-note = Why it is settled
worklist-note-too-long = A note has { $most } characters at most.
worklist-close = Close the matter
worklist-more = More
worklist-closed-itself = Closed by itself, { $at }: its cause is gone.
worklist-closed-by = Closed by { $name }, { $at }
worklist-lately = { $count ->
    [one] Closed in the last seven days: one. Each decision here stands in the audit trail under your name.
   *[other] Closed in the last seven days: { $count }. Each decision here stands in the audit trail under your name.
}
worklist-show-them = Show them
flash-item-closed = The matter is closed.
flash-readdressed = The address is corrected, and the mail is in the queue again.
flash-address-corrected = The address is corrected.
worklist-kind-relay-unreachable = Mail server
worklist-kind-waiting-mail = Waiting mail
worklist-send-now = Send now
flash-flushed = Waiting mails are tried now.
