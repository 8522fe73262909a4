//! Pages of hand-offs: the banker's (`staff`), and those of the client, who has no account (`client`).

pub mod client;
mod qr;
pub mod sheet;
pub mod staff;
pub mod tablet;
mod words;
