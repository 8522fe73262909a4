# A person's recognition history.
recognition-menu = My recognition
recognition-title = My recognition
recognition-title-of = Recognition of { $name }
recognition-since = { $place }. Since { $year }.
recognition-none = No letters here yet
recognition-none-text = When a client or a banker praises this person, the letter stands here and stays.
recognition-from-clients = Signed by clients
recognition-branches-helped = Branches helped
recognition-unthanked = Waiting for your thanks
recognition-months = Month by month
recognition-months-count = { $count ->
    [one] { $count } letter in twelve months
   *[other] { $count } letters in twelve months
}
recognition-letters = Letters about you
recognition-letters-of = Letters about { $name }
recognition-open = Open
recognition-thanked = Thanks sent
recognition-unacknowledged = No supervisor has acknowledged it yet.
recognition-packet = Promotion packet
recognition-packet-text = The letters with their signatures and acknowledgements in one PDF, ready for a review.
recognition-packet-to = Served up to
recognition-packet-hint = Leave both empty for all letters.
recognition-packet-get = Get packet (PDF)
recognition-bad-day = Give a day such as 2026-11-20.
recognition-backwards = Choose the same day or a later one.
recognition-nothing-enclosed = No letter of this period stands. Choose another period.
recognition-too-many = A packet holds { $most } letters at most. Choose a shorter period.
recognition-strengths = What people thank you for
recognition-strengths-of = What people thank { $name } for
recognition-branches = Branches helped most
