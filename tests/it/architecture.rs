//! The lists of modules in `src/lib.rs` and each `mod.rs` are the architecture: a file uses only what is listed above
//! its own module. Within `graphql` files may name each other: types of a graph do.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules that a file lists, in its order.
fn listed(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap_or_default();
    let name = |line: &str| {
        let line = line.strip_prefix("pub ").or(line.strip_prefix("pub(crate) ")).unwrap_or(line);
        line.strip_prefix("mod ")?.strip_suffix(';').map(str::to_owned)
    };
    text.lines().filter_map(name).collect()
}

/// The code of a file without comments, texts and tests.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let text = text.split("\n#[cfg(test)]\nmod tests").next().unwrap_or_default();
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

fn files(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            files(&path, found);
        } else if name.ends_with(".rs")
            && !name.ends_with("_tests.rs")
            && name != "tests.rs"
            && name != "testing.rs"
        {
            found.push(path);
        }
    }
}

fn identifier(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

/// What stands directly behind each `prefix::`, also of `prefix::{a, b::c}`, as paths of one or two steps.
fn used(code: &str, prefix: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for (at, _) in code.match_indices(prefix) {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '$') {
            continue;
        }
        collect(&code[at + prefix.len()..], &mut Vec::new(), &mut paths);
    }
    paths
}

fn collect(text: &str, path: &mut Vec<String>, paths: &mut Vec<Vec<String>>) {
    let text = text.trim_start();
    if let Some(group) = text.strip_prefix('{') {
        let (mut depth, mut start) = (0, 0);
        for (i, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                ',' if depth == 0 => {
                    collect(&group[start..i], &mut path.clone(), paths);
                    start = i + 1;
                }
                '}' if depth == 0 => {
                    collect(&group[start..i], &mut path.clone(), paths);
                    return;
                }
                '}' => depth -= 1,
                _ => {}
            }
        }
        return;
    }
    let name = identifier(text);
    let rest = &text[name.len()..];
    // A macro is known everywhere.
    if name.is_empty() || rest.starts_with('!') {
        return;
    }
    path.push(name.to_owned());
    match rest.strip_prefix("::") {
        Some(rest) if path.len() < 2 => collect(rest, path, paths),
        _ => paths.push(path.clone()),
    }
}

/// Why `own` may not use `other`, if so: it is listed further down.
fn wrong(list: &[String], own: &str, other: &str) -> bool {
    let place = |name: &str| list.iter().position(|listed| listed == name);
    match (place(own), place(other)) {
        (Some(own), Some(other)) => other > own,
        _ => false,
    }
}

#[test]
fn a_module_uses_only_what_is_listed_above_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let top = listed(&root.join("lib.rs"));
    let mut all = Vec::new();
    files(&root, &mut all);
    all.sort();
    let mut violations = Vec::new();
    for file in &all {
        let relative = file.strip_prefix(&root).unwrap();
        let steps: Vec<String> =
            relative.with_extension("").iter().map(|step| step.to_string_lossy().into_owned()).collect();
        if steps == ["lib"] || steps == ["main"] {
            continue;
        }
        let own = &steps[0];
        let code = code(file);
        let paths = used(&code, "crate::");
        for path in &paths {
            if wrong(&top, own, &path[0]) {
                violations.push(format!(
                    "{} uses {}, which is listed below {own}",
                    relative.display(),
                    path[0]
                ));
            }
        }
        // Within the feature, whose list is in the `mod.rs` beside the file.
        if steps.len() < 2 || own == "graphql" || steps.last().is_some_and(|name| name == "mod") {
            continue;
        }
        let siblings = listed(&file.with_file_name("mod.rs"));
        let name = steps.last().unwrap();
        let mut others: Vec<String> =
            used(&code, "super::").into_iter().map(|path| path[0].clone()).collect();
        if steps.len() == 2 {
            others.extend(
                paths.into_iter().filter(|path| path[0] == *own).filter_map(|path| path.get(1).cloned()),
            );
        }
        for other in others {
            if wrong(&siblings, name, &other) {
                violations.push(format!("{} uses {other}, which is listed below {name}", relative.display()));
            }
        }
    }
    violations.sort();
    violations.dedup();
    assert_eq!(violations, [""; 0], "the lists of modules are the architecture");
}

#[test]
fn every_module_is_in_a_list() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    files(&root, &mut all);
    for file in all {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        if ["lib", "main", "mod"].contains(&name.as_str()) {
            continue;
        }
        let list =
            if file.parent() == Some(&root) { root.join("lib.rs") } else { file.with_file_name("mod.rs") };
        assert!(listed(&list).contains(&name), "{} is not in {}", file.display(), list.display());
    }
}

#[test]
fn the_scanner_sees_what_it_must() {
    let code = "use crate::a::b; use crate::{c, d::{e, f}}; crate::macro_name!(x); let x = crate::g::h(1); $crate::i";
    let found: Vec<String> = used(code, "crate::").into_iter().map(|path| path.join("::")).collect();
    assert_eq!(found, ["a::b", "c", "d::e", "d::f", "g::h"]);
    let list: Vec<String> = ["a", "b"].map(str::to_owned).into();
    assert!(wrong(&list, "a", "b") && !wrong(&list, "b", "a") && !wrong(&list, "a", "a"));
}
