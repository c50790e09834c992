use super::*;
use async_graphql::{Value, parser::parse_query};

fn checked(query: &str) -> Result<usize, ServerError> {
    let document = parse_query(query).unwrap();
    let limits = Limits::default();
    Check { document: &document, limits: &limits, sizes: HashMap::new(), steps: 0 }.run()
}

fn refused(query: &str) -> (String, String) {
    let refusal = checked(query).expect_err("the document should have been refused");
    match refusal.extensions.as_ref().and_then(|extensions| extensions.get("code")) {
        Some(Value::String(code)) => (code.clone(), refusal.message),
        other => panic!("no code but {other:?} in {:?}", refusal.message),
    }
}

fn too_complex(query: &str, what: &str) {
    let (code, message) = refused(query);
    assert_eq!(code, TOO_COMPLEX, "{message}");
    assert!(message.contains(what), "{message}");
}

fn wrong(query: &str, what: &str) {
    let (code, message) = refused(query);
    assert_eq!(code, BAD_INPUT, "{message}");
    assert!(message.contains(what), "{message}");
}

/// `levels` fragments of which each spreads the next one twice: 2^levels fields.
fn exponential(levels: usize) -> String {
    let mut query = "{ ...A0 }".to_owned();
    for level in 0..levels {
        query += &format!(" fragment A{level} on Query {{ ...A{next} ...A{next} }}", next = level + 1);
    }
    query + &format!(" fragment A{levels} on Query {{ a }}")
}

#[test]
fn exponential_fragments_are_refused_in_linear_work() {
    for levels in [18, 25, 64, 99] {
        let query = exponential(levels);
        too_complex(&query, "selections");
        let document = parse_query(&query).unwrap();
        let limits = Limits { selections: usize::MAX, recursion: 200, ..Limits::default() };
        let mut check = Check { document: &document, limits: &limits, sizes: HashMap::new(), steps: 0 };
        for name in check.fragments_in_order().unwrap() {
            let size = check.size(&document.fragments[name].node.selection_set.node);
            check.sizes.insert(name, size);
        }
        assert!(check.sizes["A0"].selections >= 1 << levels.min(62), "{levels} levels were not expanded");
        assert!(check.steps <= 5 * levels + 5, "{} steps for {levels} levels", check.steps);
    }
}

#[test]
fn work_stays_within_the_length_of_the_text_for_what_is_accepted() {
    // 9 levels: 512 fields, 1023 spreads.
    let steps = checked(&exponential(9)).unwrap();
    assert!(steps < 6_000, "{steps}");
}

#[test]
fn selections_are_counted_per_operation_and_per_document() {
    assert!(checked(&format!("{{ {} }}", "a ".repeat(2_000))).is_ok());
    too_complex(&format!("{{ {} }}", "a ".repeat(2_001)), "2000 selections");
    let fragment = format!("fragment F on Query {{ {} }}", "a ".repeat(1_900));
    let operations = |count: usize| {
        (0..count).map(|number| format!("query q{number} {{ ...F }} ")).collect::<String>() + &fragment
    };
    assert!(checked(&operations(5)).is_ok());
    too_complex(&operations(6), "all operations");
}

#[test]
fn depth_counts_fields_through_fragments() {
    let nested = |depth: usize| format!("{{ {} }}", "a { ".repeat(depth - 1) + "a" + &"}".repeat(depth - 1));
    assert!(checked(&nested(15)).is_ok());
    too_complex(&nested(16), "15 levels of fields");
    let inner = "b { ".repeat(7) + "b" + &"}".repeat(7);
    too_complex(
        &format!(
            "{{ a {{ a {{ a {{ a {{ a {{ a {{ a {{ a {{ ...F }} }} }} }} }} }} }} }} }} fragment F on A {{ {inner} }}"
        ),
        "15 levels of fields",
    );
    too_complex(&format!("{{ {}a{} }}", "... { ".repeat(31), "}".repeat(31)), "30 levels of selections");
}

#[test]
fn a_long_chain_of_fragments_does_not_exhaust_the_stack() {
    let body = |inner: &str| "... {".repeat(50) + inner + &"}".repeat(50);
    let mut query = "{ ...A0 }".to_owned();
    for level in 0..99 {
        query += &format!("fragment A{level} on Query {{ {} }}", body(&format!("...A{}", level + 1)));
    }
    query += "fragment A99 on Query { a }";
    too_complex(&query, "selections");
}

#[test]
fn fragments_are_known_used_few_and_no_circle() {
    wrong("{ ...A }", "\"A\" does not exist");
    wrong("{ a } fragment A on Query { a }", "\"A\" is never used");
    wrong("{ ...A } fragment A on Query { ...A }", "\"A\" is part of a circle");
    wrong("{ ...A } fragment A on Query { ...B } fragment B on Query { a { ...A } }", "is part of a circle");
    let many = |count: usize| {
        let spreads: String = (0..count).map(|number| format!("...F{number} ")).collect();
        let fragments: String =
            (0..count).map(|number| format!("fragment F{number} on Query {{ a }} ")).collect();
        format!("{{ {spreads} }} {fragments}")
    };
    assert!(checked(&many(100)).is_ok());
    too_complex(&many(101), "100 fragments");
}

#[test]
fn aliases_are_counted_once_per_fragment() {
    let aliases = |count: usize| (0..count).map(|number| format!("x{number}: a ")).collect::<String>();
    assert!(checked(&format!("{{ {} }}", aliases(30))).is_ok());
    too_complex(&format!("{{ {} }}", aliases(31)), "30 aliases");
    let fragment = format!("fragment F on A {{ {} }}", aliases(20));
    assert!(checked(&format!("{{ a {{ ...F }} b {{ ...F }} c {{ ...F }} }} {fragment}")).is_ok());
    too_complex(&format!("{{ {} a {{ ...F }} }} {fragment}", aliases(11)), "30 aliases");
}

#[test]
fn repeating_leaves_is_legal_and_repeating_objects_is_bounded() {
    assert!(checked(&format!("{{ {} }}", "a ".repeat(500))).is_ok());
    assert!(checked(&format!("{{ {} }}", "a { b } ".repeat(61))).is_ok());
    too_complex(&format!("{{ {} }}", "a { b } ".repeat(62)), "60 repeated fields");
    let spread = "a { ...F } ".repeat(8);
    too_complex(
        &format!("{{ {spread} }} fragment F on A {{ {} }}", "b { c } ".repeat(9)),
        "60 repeated fields",
    );
}

#[test]
fn mutations_run_few_fields_and_fewer_sign_ins() {
    let logins =
        |count: usize| (0..count).map(|number| format!("x{number}: logIn {{ a }} ")).collect::<String>();
    assert!(checked(&format!("mutation {{ {} }}", logins(3))).is_ok());
    too_complex(&format!("mutation {{ {} }}", logins(4)), "3 logIn fields");
    too_complex(
        &format!("mutation {{ ...L ...L }} fragment L on Mutation {{ {} }}", logins(2)),
        "3 logIn fields",
    );
    assert!(checked("mutation { a b c d e }").is_ok());
    too_complex("mutation { a b c d e f }", "5 fields in one mutation");
    too_complex(
        "mutation { a ...F ... { d e } } fragment F on Mutation { b c f }",
        "5 fields in one mutation",
    );
}

#[test]
fn a_subscription_has_one_root_field() {
    assert!(checked("subscription { a }").is_ok());
    wrong("subscription { a b }", "one root field");
}

#[test]
fn directives_and_arguments_are_few_in_every_place() {
    let directives = "@a ".repeat(6);
    for query in [
        format!("{{ a {directives} }}"),
        format!("{{ __typename {directives} }}"),
        format!("query {directives} {{ a }}"),
        format!("query($a: Int {directives}) {{ a }}"),
        format!("{{ ... {directives} {{ a }} }}"),
        format!("{{ ...F {directives} }} fragment F on Query {{ a }}"),
        format!("{{ ...F }} fragment F on Query {directives} {{ a }}"),
    ] {
        too_complex(&query, "5 directives");
    }
    let arguments: String = (0..51).map(|number| format!("x{number}: 1 ")).collect();
    too_complex(&format!("{{ a({arguments}) }}"), "50 arguments");
    too_complex(&format!("{{ a @skip({arguments}) }}"), "50 arguments");
}

#[test]
fn typename_takes_nothing() {
    wrong("{ __typename(a: 1) }", "__typename");
    wrong("{ __typename { a } }", "__typename");
    assert!(checked("{ __typename x: __typename }").is_ok());
}
