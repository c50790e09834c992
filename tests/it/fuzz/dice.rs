//! Chance, and how long it is tried.

use std::time::{Duration, Instant};

/// xorshift64*: small, and the same everywhere.
pub struct Dice(u64);

impl Dice {
    #[expect(clippy::disallowed_methods, reason = "who repeats a run says so by the environment")]
    pub fn new(target: &str) -> Self {
        let given = std::env::var("FUZZ_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = given
            .unwrap_or_else(|| u64::from_le_bytes(uuid::Uuid::new_v4().as_bytes()[..8].try_into().unwrap()));
        eprintln!("{target}: FUZZ_SEED={seed}");
        Self(seed | 1)
    }

    pub fn throw(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % sides.max(1)
    }

    pub fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.throw(of.len())]
    }

    /// A place in `text` where it may be cut.
    pub fn place(&mut self, text: &str) -> usize {
        let mut at = self.throw(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// One of `seeds`, changed a few times with `pieces` and with each other; at most about 60,000 bytes.
    pub fn mutate(&mut self, seeds: &[&str], pieces: &[&str]) -> String {
        let mut text = self.pick(seeds).to_owned();
        for _ in 0..self.throw(8) {
            let (a, b) = (self.place(&text), self.place(&text));
            let (from, to) = (a.min(b), a.max(b));
            match self.throw(7) {
                0 => text.replace_range(from..to, ""),
                1 => text.insert_str(from, self.pick(pieces)),
                2 => text.replace_range(from..to, self.pick(pieces)),
                3 => {
                    let times = 1 << self.throw(14);
                    let piece = self.pick(pieces);
                    text.insert_str(from, &piece.repeat((times / piece.len().max(1)).max(1)));
                }
                4 => {
                    let piece = text[from..to].to_owned();
                    text.insert_str(from, &piece.repeat(1 + self.throw(4)));
                }
                5 => {
                    let other = self.pick(seeds);
                    let at = self.place(other);
                    text.insert_str(from, &other[at..]);
                }
                _ => {
                    let c = char::from_u32(self.throw(0x3000) as u32).unwrap_or('\u{fffd}');
                    text.insert(from, c);
                }
            }
            if text.len() > 60_000 {
                let mut end = 60_000;
                while !text.is_char_boundary(end) {
                    end -= 1;
                }
                text.truncate(end);
            }
        }
        text
    }
}

/// How long a target runs.
#[expect(clippy::disallowed_methods, reason = "`make fuzz` says so by the environment")]
pub fn enough() -> Duration {
    let seconds = std::env::var("FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    seconds.map_or(Duration::from_secs(1), Duration::from_secs)
}

/// Calls `step` until it is enough; at least a hundred times.
pub fn until_enough(target: &str, mut step: impl FnMut(&mut Dice)) {
    let (mut dice, begun, mut times) = (Dice::new(target), Instant::now(), 0);
    while times < 100 || begun.elapsed() < enough() {
        step(&mut dice);
        times += 1;
    }
    eprintln!("{target}: {times} inputs");
}
