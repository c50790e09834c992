//! Hunspell's format: flags of words, and the rules of affixes behind them.

use std::collections::HashMap;

pub struct Rule {
    pub is_prefix: bool,
    pub strip: String,
    pub add: String,
    /// Flags that the result has.
    pub flags: Vec<String>,
    pub condition: String,
}

pub fn flags(text: &str) -> Vec<String> {
    text.as_bytes().chunks(2).map(|flag| String::from_utf8_lossy(flag).into_owned()).collect()
}

pub fn rules(aff: &str) -> HashMap<String, Vec<Rule>> {
    let mut rules: HashMap<String, Vec<Rule>> = HashMap::new();
    for line in aff.lines() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [kind @ ("SFX" | "PFX"), flag, strip, add, rest @ ..] = &fields[..] else { continue };
        if matches!(*strip, "Y" | "N") && rest.is_empty() {
            continue;
        }
        let (add, continued) = add.split_once('/').unwrap_or((add, ""));
        let plain = |text: &str| if text == "0" { String::new() } else { text.to_owned() };
        rules.entry((*flag).to_owned()).or_default().push(Rule {
            is_prefix: *kind == "PFX",
            strip: plain(strip),
            add: plain(add),
            flags: flags(continued),
            condition: rest.first().map_or(".", |condition| *condition).to_owned(),
        });
    }
    rules
}

/// Does a word end (or begin) as a condition of hunspell says: letters, `.` and classes.
pub fn fits(word: &str, condition: &str, is_prefix: bool) -> bool {
    let mut classes: Vec<(bool, Vec<char>)> = Vec::new();
    let mut chars = condition.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '[' => {
                let negated = chars.next_if_eq(&'^').is_some();
                let class = chars.by_ref().take_while(|c| *c != ']').collect();
                classes.push((negated, class));
            }
            '.' => classes.push((true, Vec::new())),
            c => classes.push((false, vec![c])),
        }
    }
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < classes.len() {
        return condition == ".";
    }
    let from = if is_prefix { 0 } else { letters.len() - classes.len() };
    classes.iter().zip(&letters[from..]).all(|((negated, class), letter)| class.contains(letter) != *negated)
}

pub fn apply(rule: &Rule, word: &str) -> Option<String> {
    if !fits(word, &rule.condition, rule.is_prefix) {
        return None;
    }
    if rule.is_prefix {
        return Some(format!("{}{word}", rule.add));
    }
    Some(format!("{}{}", word.strip_suffix(rule.strip.as_str())?, rule.add))
}
