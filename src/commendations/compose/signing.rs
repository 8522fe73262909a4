//! The circulated copy's statement about how a letter that is not on paper was written and signed.

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::clock::long_date;
use crate::commendations::WrittenOn;
use crate::commendations::order::{Order, SignedBefore};
use crate::documents::unbroken;

/// States on what, where and when it was signed, and who typed it if the client did not. It claims no more than is known: a slip that was
/// taken home says nothing of the place.
pub fn how_signed(order: &Order, is_drawn: bool, place: &str, (zone, today): (Tz, NaiveDate)) -> String {
    let banker = unbroken(&order.banker.name);
    let Some(SignedBefore { written_on, signed_at, .. }) = order.signed() else {
        let signed = if is_drawn { "signed on screen" } else { "signed with the typed name" };
        return format!("Typed by {banker} and {signed}, at {place}.");
    };
    let signed = if is_drawn { "Signed" } else { "Signed with a typed name" };
    let time = signed_at.utc().with_timezone(&zone).format("%H:%M");
    let when = match signed_at.day_in(zone) {
        day if day == today => format!("at {time}"),
        day => format!("at {time} on {}", long_date(day)),
    };
    match written_on {
        WrittenOn::OwnPhone => format!("{signed} {when} on the client’s own phone, at {place}."),
        WrittenOn::AtHome => {
            format!("{signed} {when} on a device of the client’s own, by a slip taken home from {place}.")
        }
        WrittenOn::Tablet => format!("{signed} {when} on a tablet of the bank, at {place}."),
        // A hand-off has no paper and no banker's keyboard; the sentence stays true if one ever does.
        WrittenOn::Paper | WrittenOn::TypedByBanker => format!("{signed} {when}, at {place}."),
    }
}
