# Who has had no letter.
unrecognised-title = Without a letter
unrecognised-look = See who
unrecognised-text = Often it means few calls from branches, not little work. A word from you counts as much as a letter.
unrecognised-time = Time
unrecognised-months = { $count } months
unrecognised-people = { $count } of { $team } people
unrecognised-nobody = Everyone in your team has had a letter since { $day }.
unrecognised-since = In your team since { $day }.
unrecognised-letters-to-team = { $count ->
    [one] { $count } letter to the whole team in that time.
   *[other] { $count } letters to the whole team in that time.
}
unrecognised-below = Teams below
unrecognised-below-text = Numbers of teams with five people or more. The names are for their supervisor alone.
unrecognised-number = { $count } of { $team }
unrecognised-seen-by = Only you see these names. The list is in alphabetical order, is not printed and cannot be exported.
unrecognised-commend = Commend
unrecognised-absences = The directory does not say who was away. Somebody who was may stand here without a reason.
