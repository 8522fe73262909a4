# Notes of who helped.
helpers-title = Who helped me
helpers-yours = Only you see these notes.
helpers-search = Name, team or problem
helpers-none = No notes yet
helpers-none-text = When a colleague helps you, note the name on the home page. The rest can wait until the client has left.
helpers-more = Older notes
helpers-remove = Remove
helpers-unsure = Only caught a first name?
helpers-unsure-text = Describe who it was. When you write a commendation of it, the head of the department is asked who helped.
helpers-unsure-name = Name as you heard it
helpers-unsure-department = Department that took the call
helpers-unsure-extension = Extension, or part of it (optional)
helpers-summary = What they did (optional)
helpers-note = Note it
helpers-noted = Noted: { $name } helped.
helpers-undo = Undo
helpers-who = Who helped?
helpers-who-hint = Name in any order, team or extension. One name is enough; the rest can wait until the client has left.
helpers-nobody = Nobody is found by these words. Try the beginning of a name, or describe who it was.
helpers-recent = Your latest helpers: one press notes that they helped now
helpers-only-name = Only caught a first name?
helpers-describe = Describe who it was
helpers-lately = Noted lately
flash-note-removed = The note is removed.
helpers-count = { $count ->
    [0] Nobody found
    [one] { $count } person found
   *[other] { $count } people found
}
helpers-write = Write the letter
helpers-change = Complete
helpers-change-title = Complete or correct the note
helpers-other = It was somebody else: name, team or extension
helpers-now-known = You know who it was: name, team or extension
helpers-problem = Kind of problem (optional), such as “wire recall”
helpers-process = Process that failed (optional)
helpers-detail = How they went around it (optional)
helpers-save = Keep the note
helpers-back = Back
helpers-by-problem = By problem
helpers-problem-search = Who can help with…? For example “wire recall”
helpers-by-person = By person
helpers-thank-again = Thank again
flash-note-changed = The note is changed.
helpers-note-someone = Note someone
helpers-all = All { $count }
helpers-unthanked-count = Not thanked yet { $count }
helpers-all-thanked = Everyone is thanked
helpers-all-thanked-text = You have sent a letter about everyone who helped you.
helpers-draft = Draft
helpers-not-thanked = Not thanked yet
helpers-letters = { $count ->
    [one] Letter sent
   *[other] { $count } letters sent
}
helpers-letter-made = Letter sent
helpers-thank = Thank
helpers-continue = Continue the letter
helpers-times = { $count ->
    [one] Once, on { $day }
   *[other] { $count } times, last on { $day }
}
helpers-more-times = { $count ->
    [one] One earlier note
   *[other] { $count } earlier notes
}
helpers-who-times = { $count ->
    [one] { $name }, once
   *[other] { $name }, { $count } times
}
helpers-by-problem-text = Who sorted it out for you last time.
helpers-unsure-title = Not sure who it was
