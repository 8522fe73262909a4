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
home-waits = Waits for you
home-waits-team = { $count ->
    [one] One letter about your team to acknowledge or assign
   *[other] { $count } letters about your team to acknowledge or assign
}
home-waits-thanks = { $count ->
    [one] One letter about you that you have not said thanks for
   *[other] { $count } letters about you that you have not said thanks for
}
home-waits-work = { $count ->
    [one] One matter on the work list
   *[other] { $count } matters on the work list
}
home-open = Open
home-thanks = Thanks for you
home-thanks-plain = Said thanks, without words
home-read = Read
home-latest-about-you = The latest letter about you
home-latest-yours = Your latest letter
home-stuck = { $count ->
    [one] One mail did not arrive
   *[other] { $count } mails did not arrive
}
home-stuck-text = { $count ->
    [one] It was for { $people }. Nothing is lost, and HR knows too.
   *[other] They were for { $people }. Nothing is lost, and HR knows too.
}
