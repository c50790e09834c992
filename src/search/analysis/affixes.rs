//! Closed lists of what is no word of its own inside a longer word, although some are spelt like one. The splitter and
//! the program that builds the dictionary share them.

/// They stand before words that could stand alone, and make another word of them instead of a compound.
pub const PARTICLES: &[&str] = &[
    "aan", "af", "al", "be", "door", "een", "er", "ge", "her", "in", "mee", "mede", "mis", "na", "om", "on",
    "ont", "op", "over", "te", "tegen", "terug", "toe", "uit", "ver", "voor", "voort", "weer", "weg", "zelf",
    "vol", "onder", "des", "het", "ten", "ter", "der", "con", "com", "pro", "per", "pre", "dis", "daar",
    "hier", "waar", "dit", "dat",
];
/// Parts that stand only before others.
pub const COMBINING: &[&str] = &[
    "agro", "anti", "audio", "bio", "cyber", "electro", "elektro", "euro", "extra", "fysio", "geo", "giga",
    "hydro", "hyper", "kilo", "macro", "mega", "micro", "milli", "mini", "multi", "nano", "neo", "neuro",
    "ortho", "pseudo", "psycho", "semi", "socio", "super", "thermo", "turbo", "ultra", "video",
];
/// Endings that make another word of one word, although some of them are words as well.
pub const ENDINGS: &[&str] = &[
    "aal", "aar", "aars", "aat", "aten", "achtig", "age", "ages", "ant", "anten", "are", "baar", "bare",
    "de", "den", "dom", "eel", "ele", "elijk", "end", "ende", "enden", "ent", "enten", "er", "eren", "erig",
    "erij", "ering", "ers", "eur", "euren", "ging", "gingen", "graaf", "grafie", "heden", "heid", "ief",
    "ier", "ieve", "ig", "ing", "ingen", "ion", "ionen", "isch", "ische", "isme", "ist", "isten", "iteit",
    "lijk", "lijke", "ling", "lingen", "logie", "loos", "loze", "mate", "maten", "matig", "matige", "nis",
    "schap", "schappen", "sel", "ster", "sters", "te", "teit", "teur", "tie", "tiek", "tien", "tiende",
    "ties", "vol", "volle", "voudig", "waarts", "zaam", "zame", "zijdig", "zijds",
];
