//! A link as a QR code that a template draws.

use fast_qr::{ECL, QRBuilder};

use crate::web::Problem;

/// A code as the path of an SVG, one unit for each module, without its quiet zone.
pub struct QrCode {
    /// The path's data.
    pub path: String,
    /// Modules of a side.
    pub side: usize,
}

/// The code of a link.
///
/// # Errors
/// When the link is too long for any code.
pub fn of(link: &str) -> Result<QrCode, Problem> {
    let code = QRBuilder::new(link.as_bytes()).ecl(ECL::M).build();
    let code = code.map_err(|_| Problem::unexpected(&"the link is too long for a QR code"))?;
    let mut path = String::new();
    for y in 0..code.size {
        let mut x = 0;
        while x < code.size {
            let dark = code[y][x..].iter().take_while(|module| module.value()).count();
            if dark > 0 {
                path.push_str(&format!("M{x} {y}h{dark}v1h-{dark}z"));
            }
            x += dark.max(1);
        }
    }
    Ok(QrCode { path, side: code.size })
}
