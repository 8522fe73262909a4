# The start page.
home-morning = Good morning, { $name }
home-afternoon = Good afternoon, { $name }
home-evening = Good evening, { $name }
home-day-and-place = { $day }, { $place }
home-title = A client’s thanks, kept where it counts
home-what = When a colleague in the back office goes out of the way for a client, the client’s letter goes to that colleague, to both chains of management and into the recognition history.
home-got-one = If a letter reached you by mail, it is attached to that mail as a PDF. Anyone can check that it is genuine.
home-api = For programs: the API
home-for-use-inside = For use inside { $bank }.
home-unsent = Not sent yet
home-continue = Continue
home-draft-nobody = Nobody named yet
home-draft-ready = Look at it once more and send it.
