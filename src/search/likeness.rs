//! How likely somebody who meant one word typed another: `gberuik` for `gebruik`, `incoop` for `inkoop`.

/// Pairs of letters that sound alike or are taken for each other in Dutch.
const ALIKE: &[(char, char)] = &[
    ('c', 'k'),
    ('d', 't'),
    ('s', 'z'),
    ('f', 'v'),
    ('c', 's'),
    ('i', 'y'),
    ('g', 'h'),
    ('e', 'i'),
    ('q', 'k'),
];
/// Letters that sound like others together.
const SOUNDS: &[(&str, &str)] = &[
    ("g", "ch"),
    ("ei", "ij"),
    ("au", "ou"),
    ("kw", "qu"),
    ("ks", "x"),
    ("t", "th"),
    ("f", "ph"),
    ("i", "ie"),
    ("d", "dt"),
    ("k", "ck"),
    ("sj", "ch"),
    ("ee", "ea"),
];
const SOUND: f32 = 0.6;
/// Rows of the keyboard.
const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// What sounds like a word when letters in one place of it are written otherwise.
pub fn sounding_like(word: &str) -> Vec<String> {
    let both_ways = SOUNDS.iter().flat_map(|(one, other)| [(*one, *other), (*other, *one)]);
    let replaced = both_ways.flat_map(|(from, to)| {
        word.match_indices(from).map(move |(at, _)| [&word[..at], to, &word[at + from.len()..]].concat())
    });
    replaced.collect()
}

/// 0 for the same word, about 1 for one letter that differs; less for letters that are easily taken for each other.
pub fn distance(typed: &str, meant: &str) -> f32 {
    let typed: Vec<char> = typed.chars().collect();
    let meant: Vec<char> = meant.chars().collect();
    let width = meant.len() + 1;
    let mut costs = vec![0.0_f32; (typed.len() + 1) * width];
    for i in 0..=typed.len() {
        for j in 0..=meant.len() {
            if i == 0 && j == 0 {
                continue;
            }
            let mut best = f32::INFINITY;
            if i > 0 {
                let is_double = i > 1 && typed[i - 1] == typed[i - 2];
                best = best.min(costs[(i - 1) * width + j] + if is_double { 0.5 } else { 0.95 });
            }
            if j > 0 {
                let is_double = j > 1 && meant[j - 1] == meant[j - 2];
                best = best.min(costs[i * width + j - 1] + if is_double { 0.5 } else { 0.95 });
            }
            if i > 0 && j > 0 {
                best = best.min(costs[(i - 1) * width + j - 1] + substitution(typed[i - 1], meant[j - 1]));
            }
            if i > 1 && j > 1 && typed[i - 1] == meant[j - 2] && typed[i - 2] == meant[j - 1] {
                best = best.min(costs[(i - 2) * width + j - 2] + 0.7);
            }
            for (one, other) in SOUNDS {
                for (left, right) in [(one, other), (other, one)] {
                    if ends(&typed[..i], left) && ends(&meant[..j], right) {
                        best = best.min(costs[(i - left.len()) * width + j - right.len()] + SOUND);
                    }
                }
            }
            // The first letter is seldom wrong.
            if i.max(j) == 1 && best > 0.0 {
                best += 0.4;
            }
            costs[i * width + j] = best;
        }
    }
    costs[typed.len() * width + meant.len()]
}

/// `letters`: plain ones.
fn ends(word: &[char], letters: &str) -> bool {
    word.len() >= letters.len() && word[word.len() - letters.len()..].iter().copied().eq(letters.chars())
}

fn substitution(a: char, b: char) -> f32 {
    if a == b {
        return 0.0;
    }
    if ALIKE.iter().any(|pair| *pair == (a, b) || *pair == (b, a)) {
        return 0.6;
    }
    let place = |c: char| ROWS.iter().enumerate().find_map(|(row, keys)| keys.find(c).map(|at| (row, at)));
    match (place(a), place(b)) {
        (Some((row, at)), Some((other_row, other)))
            if row.abs_diff(other_row) <= 1 && at.abs_diff(other) <= 1 =>
        {
            0.8
        }
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likely_slips_are_closer_than_others() {
        assert!(distance("gberuik", "gebruik") < distance("gexruik", "gebruik"));
        assert!(distance("incoop", "inkoop") < distance("inxoop", "inkoop"));
        assert!(distance("vergaderring", "vergadering") < distance("vergaderxing", "vergadering"));
        assert!(distance("tegniek", "techniek") < distance("tecnik", "techniek"));
        assert_eq!(distance("gebruik", "gebruik"), 0.0);
    }
}
