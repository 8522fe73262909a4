# A supervisor's team, and the naming of helpers.
team-menu = My team
team-title = My team
team-people = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
team-to-acknowledge = To acknowledge
team-waiting = { $count } waiting
team-waiting-many = more than { $count } waiting
team-many-waiting = More letters follow when these are acknowledged.
team-nothing-waits = Nothing waits for you. New letters about your people stand here first.
team-more-waiting = { $count ->
    [one] { $count } more letter follows when these are acknowledged.
   *[other] { $count } more letters follow when these are acknowledged.
}
team-with = With the letters that you tick, or with the one whose button you press:
team-told = I told the people who are praised
team-acknowledge-ticked = Acknowledge the ticked letters
team-tick-one = Tick at least one letter.
team-latest-letters = Latest letters
team-all-letters = All letters of the team
team-recognition = Their recognition
team-alphabetical = In alphabetical order
team-history = History and packet
team-no-letter = No letter yet.
team-latest = Latest: { $at }
team-latest-client = Latest: { $at }, from a client
team-latest-branch = Latest: { $at }, from { $place }
team-who-sees = Who can see this
team-who-sees-text = Each person sees their own letters. You see those of your team. HR and auditors see all. There is no list of who has most.
team-unnamed = Say who helped
team-name-helper = Name the helper
flash-acknowledged-several = It is on record that you read them.
flash-acknowledged-but-withdrawn = It is on record that you read them, except for letters that were withdrawn meanwhile.
assignment-title = Who helped?
assignment-known = What is known
assignment-department = Department
assignment-heard = Name as heard, extension
assignment-who = The person who helped
assignment-text = That person gets the letter, and the supervisors above are told. It cannot be undone here; a wrong name is put right by a correction.
assignment-search = Another name, team or extension
assignment-nobody = Nobody is found. Try the beginning of a name.
assignment-in-department = People of the department
assignment-found = People found
assignment-do = Name this person
flash-assigned = The helper is named, and that chain is being told.
