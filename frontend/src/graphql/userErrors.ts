/** What a payload says that the person filling in the form can mend. */
export interface UserError {
  path: readonly string[];
  code: string;
  message: string;
}

/** The messages about one field of the input, for under that field. */
export function errorAt(errors: readonly UserError[], field: string): string | undefined {
  const messages = errors.filter(({ path }) => path.includes(field)).map(({ message }) => message);
  return messages.length > 0 ? messages.join(' ') : undefined;
}

/** The messages about none of these fields, for above the form. */
export function errorsBeside(errors: readonly UserError[], fields: readonly string[]): readonly UserError[] {
  return errors.filter(({ path }) => !fields.some((field) => path.includes(field)));
}
