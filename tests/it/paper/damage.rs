//! Damages printed sheets as phones, scanners and pockets do: any rotation, perspective up to 25 degrees, creases, shadow, blur, noise, JPEG
//! down to quality 40, 150 to 600 dpi. The same seed gives the same damage.

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, GrayImage};

/// Millimetres in an inch.
const INCH: f64 = 25.4;

/// The damage of one sheet.
#[derive(Debug, Clone)]
pub struct Damage {
    /// Dots per inch at which the sheet is taken.
    pub dpi: f64,
    /// Degrees, clockwise.
    pub rotation: f64,
    /// The tilt of the sheet against the picture, in degrees.
    pub tilt: f64,
    /// The direction of the tilt, in degrees.
    pub tilted_to: f64,
    /// The spread of the blur, in millimetres of the paper.
    pub blur: f64,
    /// The part of the light that is left in the deepest shadow.
    pub light: f64,
    /// The direction from which the shadow falls, in degrees, and the place of its edge, as a part of the picture.
    pub shadow: (f64, f64),
    /// The folds of the paper.
    pub creases: Vec<Crease>,
    /// The spread of the noise, in steps of 255.
    pub noise: f64,
    /// The quality of the JPEG.
    pub quality: u8,
    /// The seed of the noise.
    seed: u64,
}

/// A fold: a straight line through the paper.
#[derive(Debug, Clone)]
pub struct Crease {
    /// A place on it, as parts of the sheet.
    at: [f64; 2],
    /// Its direction, in degrees.
    direction: f64,
    /// The width of its light and its dark edge, in millimetres.
    width: f64,
    /// The shift of the paper beside it, in millimetres.
    shift: f64,
    /// The difference in lightness.
    strength: f64,
}

impl Damage {
    /// The damage of a seed. Every fifth sheet lies on a scanner, the others are photographed.
    pub fn of(seed: u64) -> Self {
        let mut dice = fastrand::Rng::with_seed(seed);
        let mut between = |low: f64, high: f64| low + (high - low) * dice.f64();
        let is_scanned = between(0.0, 5.0) < 1.0;
        let tilt = if is_scanned { 0.0 } else { between(0.0, 25.0) };
        let creases = (0..between(0.0, 4.0) as usize)
            .map(|_| Crease {
                // Both codes stand near an edge: folds go there, too.
                at: [between(0.05, 0.95), between(0.05, 0.95)],
                direction: between(0.0, 180.0),
                width: between(0.2, 0.8),
                shift: between(0.0, 0.5),
                strength: between(20.0, 90.0),
            })
            .collect();
        Self {
            dpi: between(150.0, if is_scanned { 600.0 } else { 320.0 }),
            // On the glass of a scanner a sheet lies along one of its sides, more or less.
            rotation: if is_scanned {
                90.0 * between(0.0, 4.0).floor() + between(-8.0, 8.0)
            } else {
                between(0.0, 360.0)
            },
            tilt,
            tilted_to: between(0.0, 360.0),
            blur: between(0.0, 0.3),
            light: if is_scanned { 1.0 } else { between(0.35, 1.0) },
            shadow: (between(0.0, 360.0), between(0.2, 0.8)),
            creases,
            noise: between(0.0, 8.0),
            quality: between(40.0, 90.0) as u8,
            seed,
        }
    }

    /// A measure of how hard it makes the sheet to read; each kind of damage counts alike.
    pub fn severity(&self) -> f64 {
        let creases: f64 = self.creases.iter().map(|crease| crease.strength / 90.0 + crease.shift).sum();
        let coarse = (600.0 - self.dpi) / 450.0;
        let fine = self.noise / 8.0 + f64::from(90 - self.quality) / 50.0;
        2.0 * self.blur / 0.3 + 2.0 * coarse + self.tilt / 25.0 + (1.0 - self.light) / 0.65 + creases / 3.0 + fine / 2.0
    }

    /// The damaged picture of a sheet of `millimetres`, of which `sheet` is a picture at any resolution.
    pub fn picture(&self, sheet: &GrayImage, millimetres: [f64; 2]) -> GrayImage {
        let per_mm = self.dpi / INCH;
        let view = View::of(self, millimetres);
        let [left, top, right, bottom] = view.bounds();
        // Desk around the sheet.
        let around = 12.0;
        let (left, top) = (left - around, top - around);
        let size = [right + around - left, bottom + around - top].map(|side| (side * per_mm).round().max(1.0));
        let scale = f64::from(sheet.width()) / millimetres[0];
        let mut dice = fastrand::Rng::with_seed(self.seed ^ 0x5eed);
        let mut picture = GrayImage::new(size[0] as u32, size[1] as u32);
        for (x, y, pixel) in picture.enumerate_pixels_mut() {
            let seen = [left + f64::from(x) / per_mm, top + f64::from(y) / per_mm];
            let [mut u, mut v] = view.on_paper(seen);
            let mut change = 0.0;
            for crease in &self.creases {
                let ([dx, dy], light) = crease.effect([u, v], millimetres);
                (u, v, change) = (u + dx, v + dy, change + light);
            }
            let is_desk = u < 0.0 || v < 0.0 || u >= millimetres[0] || v >= millimetres[1];
            let lightness = if is_desk {
                70.0 + 20.0 * (seen[0] / 7.0).sin() * (seen[1] / 31.0).cos()
            } else {
                sample(sheet, u * scale, v * scale) * 0.92 + 8.0 + change
            };
            let place = [f64::from(x) / size[0], f64::from(y) / size[1]];
            pixel.0 = [(lightness * self.lit(place)).round().clamp(0.0, 255.0) as u8];
        }
        let mut picture = blurred(&picture, self.blur * per_mm);
        for pixel in picture.pixels_mut() {
            // The sum of three dice is near enough to a bell.
            let noise = (dice.f64() + dice.f64() + dice.f64() - 1.5) * 2.0 * self.noise;
            pixel.0 = [(f64::from(pixel.0[0]) + noise).round().clamp(0.0, 255.0) as u8];
        }
        picture
    }

    /// The damaged picture as a file.
    pub fn jpeg(&self, sheet: &GrayImage, millimetres: [f64; 2]) -> Vec<u8> {
        let picture = self.picture(sheet, millimetres);
        let mut bytes = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut bytes, self.quality);
        let mut encoder = encoder;
        encoder
            .encode(picture.as_raw(), picture.width(), picture.height(), ExtendedColorType::L8)
            .expect("a picture of this size can be encoded");
        bytes
    }

    /// The part of the light that reaches a place of the picture: a soft edge, and a slope.
    fn lit(&self, [x, y]: [f64; 2]) -> f64 {
        let (sin, cos) = self.shadow.0.to_radians().sin_cos();
        let along = (x - 0.5) * cos + (y - 0.5) * sin + 0.5;
        let edge = ((along - self.shadow.1) / 0.06).clamp(-1.0, 1.0) * 0.5 + 0.5;
        self.light + (1.0 - self.light) * (0.75 * edge + 0.25 * along.clamp(0.0, 1.0))
    }
}

impl Crease {
    /// The shift of the paper at a place, and the change of its lightness.
    fn effect(&self, [u, v]: [f64; 2], millimetres: [f64; 2]) -> ([f64; 2], f64) {
        let (sin, cos) = self.direction.to_radians().sin_cos();
        let off = (u - self.at[0] * millimetres[0]) * -sin + (v - self.at[1] * millimetres[1]) * cos;
        let near = (1.0 - off.abs() / 8.0).max(0.0);
        let shift = self.shift * near * off.signum();
        let line = (1.0 - off.abs() / self.width).max(0.0);
        ([-sin * shift, cos * shift], self.strength * line * if off < 0.0 { 1.0 } else { -1.0 })
    }
}

/// The camera's view of a sheet: the sheet is turned, then tilted around its middle, then seen from a distance.
struct View {
    turn: (f64, f64),
    axis: (f64, f64),
    tilt: (f64, f64),
    /// The distance of the eye, in millimetres.
    distance: f64,
    middle: [f64; 2],
    millimetres: [f64; 2],
}

impl View {
    fn of(damage: &Damage, millimetres: [f64; 2]) -> Self {
        Self {
            turn: damage.rotation.to_radians().sin_cos(),
            axis: damage.tilted_to.to_radians().sin_cos(),
            tilt: damage.tilt.to_radians().sin_cos(),
            distance: 1.4 * millimetres[1],
            middle: millimetres.map(|side| side / 2.0),
            millimetres,
        }
    }

    /// The place in the picture of a place on the paper.
    fn seen(&self, [u, v]: [f64; 2]) -> [f64; 2] {
        let [u, v] = [u - self.middle[0], v - self.middle[1]];
        let [x, y] = [u * self.turn.1 - v * self.turn.0, u * self.turn.0 + v * self.turn.1];
        // Across the axis of the tilt, and along it.
        let [across, along] = [x * self.axis.1 + y * self.axis.0, -x * self.axis.0 + y * self.axis.1];
        let near = self.distance / (self.distance + across * self.tilt.0);
        let [across, along] = [across * self.tilt.1 * near, along * near];
        [across * self.axis.1 - along * self.axis.0, across * self.axis.0 + along * self.axis.1]
    }

    /// The place on the paper of a place in the picture.
    fn on_paper(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [across, along] = [x * self.axis.1 + y * self.axis.0, -x * self.axis.0 + y * self.axis.1];
        let far = across / (self.tilt.1 - across * self.tilt.0 / self.distance);
        let along = along * (self.distance + far * self.tilt.0) / self.distance;
        let [x, y] = [far * self.axis.1 - along * self.axis.0, far * self.axis.0 + along * self.axis.1];
        let [u, v] = [x * self.turn.1 + y * self.turn.0, -x * self.turn.0 + y * self.turn.1];
        [u + self.middle[0], v + self.middle[1]]
    }

    /// Left, top, right and bottom of the sheet in the picture.
    fn bounds(&self) -> [f64; 4] {
        let [width, height] = self.millimetres;
        let corners = [[0.0, 0.0], [width, 0.0], [0.0, height], [width, height]].map(|corner| self.seen(corner));
        corners.iter().fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |[l, t, r, b], [x, y]| {
            [l.min(*x), t.min(*y), r.max(*x), b.max(*y)]
        })
    }
}

/// The lightness at a place between four pixels.
fn sample(picture: &GrayImage, x: f64, y: f64) -> f64 {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let (left, top) = ((x.max(0.0) as usize).min(width - 1), (y.max(0.0) as usize).min(height - 1));
    let (right, below) = ((left + 1).min(width - 1), (top + 1).min(height - 1));
    let (dx, dy) = (x - left as f64, y - top as f64);
    let pixels = picture.as_raw();
    let at = |x: usize, y: usize| f64::from(pixels[y * width + x]);
    let upper = at(left, top) * (1.0 - dx) + at(right, top) * dx;
    let lower = at(left, below) * (1.0 - dx) + at(right, below) * dx;
    upper * (1.0 - dy) + lower * dy
}

/// Three means one after the other, which is near to a Gaussian blur.
fn blurred(picture: &GrayImage, spread: f64) -> GrayImage {
    // Boxes of half-width r have a variance of r(r + 1)/3 each.
    let half = (((1.0 + 4.0 * spread * spread).sqrt() - 1.0) / 2.0).round() as usize;
    let mut blurred = picture.clone();
    if half > 0 {
        for _ in 0..3 {
            blurred = mean(&blurred, half, true);
            blurred = mean(&blurred, half, false);
        }
    }
    blurred
}

fn mean(picture: &GrayImage, half: usize, along: bool) -> GrayImage {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let pixels = picture.as_raw();
    let mut result = vec![0; pixels.len()];
    let (lines, length, step, stride) = if along { (height, width, 1, width) } else { (width, height, width, 1) };
    let window = (2 * half + 1) as u32;
    for line in 0..lines {
        let base = line * stride;
        let at = |place: i64| u32::from(pixels[base + place.clamp(0, length as i64 - 1) as usize * step]);
        let mut sum: u32 = (-(half as i64)..=half as i64).map(&at).sum();
        for place in 0..length {
            result[base + place * step] = ((sum + window / 2) / window) as u8;
            sum = sum + at(place as i64 + half as i64 + 1) - at(place as i64 - half as i64);
        }
    }
    GrayImage::from_raw(picture.width(), picture.height(), result).expect("as many pixels as before")
}
