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

/// Types that say it all by their name and their fields: payloads and inputs.
fn explains_itself(name: &str) -> bool {
    name.ends_with("Payload") || name.ends_with("Input")
}

#[test]
fn every_type_has_a_description() {
    let sdl = sdl();
    let mut without = Vec::new();
    for definition in parse_schema(&sdl).unwrap().definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        let definition = definition.node;
        let name = definition.name.node.to_string();
        if definition.description.is_none() && !explains_itself(&name) {
            without.push(name.clone());
        }
    }
    assert_eq!(without, [""; 0], "these types say nothing about themselves");
}

#[test]
fn what_is_not_plain_from_its_name_is_described() {
    let sdl = sdl();
    let (mut all, mut without) = (0, Vec::new());
    for definition in parse_schema(&sdl).unwrap().definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        let definition = definition.node;
        let name = definition.name.node.to_string();
        let mut look = |member: &str, is_described: bool| {
            all += 1;
            if !is_described {
                without.push(format!("{name}.{member}"));
            }
        };
        match &definition.kind {
            TypeKind::Object(object) => {
                for field in &object.fields {
                    look(&field.node.name.node, field.node.description.is_some());
                }
            }
            TypeKind::Interface(interface) => {
                for field in &interface.fields {
                    look(&field.node.name.node, field.node.description.is_some());
                }
            }
            TypeKind::Enum(values) => {
                for value in &values.values {
                    look(&value.node.value.node, value.node.description.is_some());
                }
            }
            TypeKind::InputObject(input) => {
                for field in &input.fields {
                    look(&field.node.name.node, field.node.description.is_some());
                }
            }
            TypeKind::Scalar | TypeKind::Union(_) => {}
        }
    }
    // Query and Mutation are what a newcomer reads first.
    let entry: Vec<_> =
        without.iter().filter(|name| name.starts_with("Query.") || name.starts_with("Mutation.")).collect();
    assert_eq!(entry, [""; 0], "these operations say nothing about themselves");
    assert!(
        without.len() * 2 < all,
        "{} of {all} fields and values have no description: {without:?}",
        without.len()
    );
}
