/** The English half of a feature's texts: exactly the keys of the Dutch half. */
export type Translation<Source> = Record<keyof Source, string>;
