use super::*;
use async_graphql::{Request, Value, value};
use std::path::PathBuf;

fn admitted(query: &str) -> Result<Admitted, ServerError> {
    admit(Request::new(query))
}

fn admit(mut request: Request) -> Result<Admitted, ServerError> {
    let document = check(&request.query, &Limits::default())?;
    super::admit(&mut request, document, &Limits::default())
}

fn code(refusal: &ServerError) -> String {
    match refusal.extensions.as_ref().and_then(|extensions| extensions.get("code")) {
        Some(Value::String(code)) => code.clone(),
        other => panic!("no code but {other:?} in {refusal:?}"),
    }
}

fn refused(query: &str) -> (String, String) {
    let refusal = admitted(query).expect_err("the document should have been refused");
    (code(&refusal), refusal.message)
}

/// The operations that clients outside the repository use.
fn contract() -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    ["../shared", "../../shared"]
        .iter()
        .find_map(|shared| {
            std::fs::read_to_string(root.join(shared).join("contract/operations.graphql")).ok()
        })
        .expect("the contract lies beside the repository, in shared/contract/operations.graphql")
}

#[test]
fn every_operation_of_the_contract_is_admitted() {
    let source = contract();
    let document = parse_query(&source).unwrap();
    let mut names: Vec<String> =
        document.operations.iter().map(|(name, _)| name.unwrap().to_string()).collect();
    names.sort();
    assert!(names.len() >= 30, "{names:?}");
    for name in names {
        let mut request = Request::new(&source).operation_name(&name);
        let operation =
            document.operations.iter().find(|(found, _)| found.unwrap().as_str() == name).unwrap().1;
        for variable in &operation.node.variable_definitions {
            request.variables.insert(variable.node.name.node.clone(), Value::from(1));
        }
        if let Err(refusal) = admit(request) {
            panic!("{name}: {refusal:?}");
        }
    }
}

#[test]
fn the_introspection_query_of_graphiql_is_admitted() {
    let of_type = "ofType { ".repeat(9);
    let query = format!(
        "query IntrospectionQuery {{ __schema {{
            description queryType {{ name kind }} mutationType {{ name kind }} subscriptionType {{ name kind }}
            types {{ ...FullType }}
            directives {{ name description isRepeatable locations args(includeDeprecated: true) {{ ...InputValue }} }}
        }} }}
        fragment FullType on __Type {{
            kind name description specifiedByURL isOneOf
            fields(includeDeprecated: true) {{
                name description args(includeDeprecated: true) {{ ...InputValue }}
                type {{ ...TypeRef }} isDeprecated deprecationReason
            }}
            inputFields(includeDeprecated: true) {{ ...InputValue }}
            interfaces {{ ...TypeRef }}
            enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }}
            possibleTypes {{ ...TypeRef }}
        }}
        fragment InputValue on __InputValue {{
            name description type {{ ...TypeRef }} defaultValue isDeprecated deprecationReason
        }}
        fragment TypeRef on __Type {{ kind name {of_type} kind name {} }}",
        "}".repeat(9)
    );
    assert_eq!(admitted(&query).unwrap().operation, OperationType::Query);
}

#[test]
fn a_parse_failure_names_the_place_and_never_the_source() {
    let refusal = admitted("{ geheim\n  wachtwoord(\"welkom123\" }").unwrap_err();
    assert_eq!(code(&refusal), PARSE_FAILED);
    assert_eq!(refusal.message, "Syntax error at line 2, column 14.");
    assert_eq!(refusal.locations, [Pos { line: 2, column: 14 }]);
    for query in
        ["", "   ", "fragment A on Query { a }", "{ a } { b }", "query A { a } query A { b }", "{ a(b: 1e) }"]
    {
        assert_eq!(refused(query).0, PARSE_FAILED, "{query}");
    }
}

#[test]
fn the_length_is_counted_in_characters() {
    let of = |length: usize| format!("{{ a }}#{}", "é".repeat(length - 6));
    assert!(admitted(&of(20_000)).is_ok());
    assert_eq!(refused(&of(20_001)).0, TOO_COMPLEX);
}

#[test]
fn brackets_may_nest_sixty_deep_and_not_deeper() {
    let list = |depth: usize| format!("{{ a(b: {}{}) }}", "[".repeat(depth), "]".repeat(depth));
    assert!(admitted(&list(58)).is_ok());
    assert_eq!(refused(&list(59)).0, TOO_COMPLEX);
    assert_eq!(refused(&"{a".repeat(6_000)).0, TOO_COMPLEX);
    assert_eq!(refused(&"(".repeat(20_000)).0, TOO_COMPLEX);
}

#[test]
fn brackets_in_strings_and_comments_do_not_nest() {
    let many = "[".repeat(500);
    for query in [
        format!("{{ a(b: \"{many}\") }}"),
        format!("{{ a(b: \"\\\"{many}\") }}"),
        format!("{{ a(b: \"\"\"\n \\\"\"\" \" {many}\"\"\") }}"),
        format!("{{ a }} # {many} \""),
    ] {
        assert!(admitted(&query).is_ok(), "{query}");
    }
}

#[test]
fn a_quote_that_begins_no_string_hides_no_brackets() {
    let many = "[".repeat(500);
    for query in
        [format!("{{ a(b: \"\n{many}"), format!("{{ a(b: [\"\"\" \" {many}"), format!("{{ a(b: \"{many}")]
    {
        assert_eq!(refused(&query).0, TOO_COMPLEX, "{query}");
    }
}

#[test]
fn the_operation_is_the_named_one_or_the_only_one() {
    let several = "query A { a } mutation B { b }";
    assert_eq!(refused(several).0, BAD_INPUT);
    let named = |query: &str, name: &str| {
        admit(Request::new(query).operation_name(name)).map(|admitted| admitted.operation)
    };
    assert_eq!(named(several, "B"), Ok(OperationType::Mutation));
    assert_eq!(named(several, "A"), Ok(OperationType::Query));
    assert_eq!(code(&named(several, "C").unwrap_err()), BAD_INPUT);
    assert_eq!(code(&named("{ a }", "A").unwrap_err()), BAD_INPUT);
    assert_eq!(admitted("subscription { s }").unwrap().operation, OperationType::Subscription);
}

#[test]
fn required_variables_are_there_before_anything_runs() {
    let with = |query: &str, variables: Value| {
        admit(Request::new(query).variables(Variables::from_value(variables)))
            .map_err(|refusal| (code(&refusal), refusal.message))
    };
    let query = "mutation($a: String!, $b: String!) { x: create(t: $a) y: create(t: $b) }";
    assert!(with(query, value!({ "a": "1", "b": "2" })).is_ok());
    assert_eq!(
        with(query, value!({ "a": "1" })),
        Err((BAD_INPUT.to_owned(), "Variable \"$b\" is required.".to_owned()))
    );
    assert_eq!(
        with(query, value!({ "a": null, "b": "2" })),
        Err((BAD_INPUT.to_owned(), "Variable \"$a\" may not be null.".to_owned()))
    );
    assert!(with("query($a: Int! = 3, $b: Int) { x(a: $a, b: $b) }", value!({})).is_ok());
    assert!(with("query($a: Int! = 3) { x(a: $a) }", value!({ "a": null })).is_err());
    assert!(with("query A($a: Int!) { x(a: $a) }", value!({})).is_err());
}

#[test]
fn a_conditional_typename_is_validated_like_every_other_field() {
    let mut document =
        parse_query("{ __typename @nope a { __typename @skip(if: true) __typename } }").unwrap();
    wrap_conditional_typenames(&mut document);
    let DocumentOperations::Single(operation) = &document.operations else { panic!("one operation") };
    let items = &operation.node.selection_set.node.items;
    let Selection::InlineFragment(outer) = &items[0].node else { panic!("not wrapped: {items:?}") };
    assert_eq!(outer.node.directives[0].node.name.node, "nope");
    let Selection::Field(a) = &items[1].node else { panic!("wrapped: {items:?}") };
    let inner = &a.node.selection_set.node.items;
    assert!(matches!(inner[0].node, Selection::InlineFragment(_)));
    assert!(matches!(inner[1].node, Selection::Field(_)));
}

#[test]
fn only_an_answer_whose_fields_are_all_conditional_may_be_empty() {
    assert!(admitted("{ a @skip(if: true) __typename @include(if: false) }").unwrap().may_be_empty);
    assert!(!admitted("{ a @skip(if: true) b }").unwrap().may_be_empty);
}

#[test]
fn tokens_and_aliases_are_counted_before_parsing() {
    let sketch =
        Sketch::of("query($a: [Int!] = [1, -2.5e3]) { # a: b\n x: pilots(f: { a: $a }) { ...F title } }");
    assert_eq!((sketch.nesting, sketch.tokens, sketch.aliases), (3, 34, 1));
    let sketch = Sketch::of("{ a(t: \"x: y { z\", u: \"\"\"v: w\"\"\") { b: c } }");
    assert_eq!((sketch.nesting, sketch.tokens, sketch.aliases), (2, 16, 1));
    let (code, message) = refused(&format!("{{ {} }}", "a ".repeat(3_999)));
    assert_eq!((code.as_str(), message.contains("4000 tokens")), (TOO_COMPLEX, true), "{message}");
    let aliases: String = (0..151).map(|i| format!("a{i}: b ")).collect();
    let (code, message) = refused(&format!("{{ {aliases} }}"));
    assert_eq!((code.as_str(), message.contains("150 aliases")), (TOO_COMPLEX, true), "{message}");
}
