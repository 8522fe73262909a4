# Lists of commendations.
letters-title = Letters
letters-sent = Sent
letters-received = Received
letters-team = My team
letters-all = All
letters-search = Words, name or reference
letters-from = Served from
letters-to = to
letters-find = Find
letters-more = Older letters
letters-none = No letters here yet
letters-none-sent-text = Letters that you send stand here, with what came back.
letters-none-received-text = When a client or a banker praises you, the letter stands here and stays.
letters-none-team-text = Letters about the people who report to you stand here.
letters-none-found = Nothing found
letters-none-found-text = Try fewer words or a longer period. A word is found by its beginning.
letters-withdrawn = Withdrawn
letters-unknown = Helper not known yet
letters-client = A client
letters-with = with { $name }, { $place }
letters-client-and-banker = { $client }, { $with }
letters-acknowledged = { $count ->
    [one] Acknowledged
   *[other] Acknowledged by { $count }
}
letters-thanked = { $count ->
    [one] Thanked
   *[other] Thanked by { $count }
}
