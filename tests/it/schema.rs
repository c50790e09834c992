//! The schema as it is published.

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
use bigdatagemeenten::graphql::schema::sdl;
use std::path::Path;

#[test]
fn the_schema_in_the_repository_is_that_of_the_code() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema.graphql");
    let kept = std::fs::read_to_string(file).unwrap();
    let differs =
        kept.lines().zip(sdl().lines().map(str::to_owned).collect::<Vec<_>>()).position(|(a, b)| a != b);
    assert!(
        kept.trim_end() == sdl().trim_end(),
        "schema.graphql is not what the code exports, from line {} on; bring it up to date with\n\
         cargo run -- schema > schema.graphql\nand look at what changed: clients use it",
        differs.map_or(kept.lines().count(), |line| line + 1)
    );
}

/// Every place of the schema where a description may stand, with whether one does: `Pilot`, `Pilot.title`,
/// `Query.pilots(first:)`.
fn places() -> Vec<(String, bool)> {
    let mut places = Vec::new();
    let mut member =
        |of: &str, name: &str, description: bool| places.push((format!("{of}{name}"), description));
    for definition in parse_schema(sdl()).unwrap().definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        let definition = definition.node;
        let name = definition.name.node.to_string();
        member("", &name, definition.description.is_some());
        let fields = match &definition.kind {
            TypeKind::Object(object) => &object.fields,
            TypeKind::Interface(interface) => &interface.fields,
            TypeKind::Enum(values) => {
                for value in &values.values {
                    member(&format!("{name}."), &value.node.value.node, value.node.description.is_some());
                }
                continue;
            }
            TypeKind::InputObject(input) => {
                for field in &input.fields {
                    member(&format!("{name}."), &field.node.name.node, field.node.description.is_some());
                }
                continue;
            }
            TypeKind::Scalar | TypeKind::Union(_) => continue,
        };
        for field in fields {
            let field = &field.node;
            member(&format!("{name}."), &field.name.node, field.description.is_some());
            for argument in &field.arguments {
                let of = format!("{name}.{}(", field.name.node);
                let argument = &argument.node;
                member(&of, &format!("{}:)", argument.name.node), argument.description.is_some());
            }
        }
    }
    places
}

#[test]
fn every_type_field_argument_and_value_is_described() {
    let places = places();
    assert!(places.len() > 500, "{} places: the schema was not read", places.len());
    let bare: Vec<_> =
        places.iter().filter(|(_, is_described)| !is_described).map(|(place, _)| place).collect();
    assert_eq!(
        bare, [""; 0],
        "say in a `///` or a `desc` what these are: shape, bounds, who sees it, null when"
    );
}
