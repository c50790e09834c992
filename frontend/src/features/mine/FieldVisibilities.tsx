import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { FieldVisibility, ProfileField } from '../../graphql/generated/graphql.ts';
import { readProblem } from '../../graphql/problem.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { Select } from '../../ui/Select.tsx';
import { Loaded } from '../../ui/States.tsx';

const myFields = graphql(`
  query MyFields {
    viewer {
      email
      fieldVisibilities { field visibility }
    }
  }
`);

const setFieldVisibility = graphql(`
  mutation SetFieldVisibility($input: SetFieldVisibilityInput!) {
    setFieldVisibility(input: $input) {
      person { id }
      userErrors { path code message }
    }
  }
`);

const circles: FieldVisibility[] = ['EVERYONE', 'NETWORK', 'MUNICIPALITY', 'NOBODY'];

/** Who sees which part of the profile; each choice counts at once. */
export function FieldVisibilities() {
  const t = useText();
  const [state, again] = useQuery({ query: myFields, requestPolicy: 'network-only' });
  const [{ fetching, data, error }, run] = useMutation(setFieldVisibility);
  const [saved, setSaved] = useState<ProfileField | null>(null);

  async function choose(field: ProfileField, visibility: FieldVisibility) {
    setSaved(null);
    const answer = await run({ input: { field, visibility } });
    if (answer.data?.setFieldVisibility.person) setSaved(field);
    again({ requestPolicy: 'network-only' });
  }

  return (
    <section aria-labelledby="wie-ziet-wat">
      <Heading level={2} id="wie-ziet-wat">
        {t('mine.fields')}
      </Heading>
      <p className="bdg-measure">{t('mine.fieldsText')}</p>
      <Refusal problem={error && readProblem(error)} errors={data?.setFieldVisibility.userErrors} />
      <Loaded state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
        {({ viewer }) =>
          viewer && (
            <div className="bdg-mine__fields">
              {viewer.fieldVisibilities.map(({ field, visibility }) => (
                <Select
                  key={field}
                  label={t(`mine.field.${field}`)}
                  value={visibility}
                  disabled={fetching}
                  options={circles.map((value) => ({ value, label: t(`fieldVisibility.${value}`) }))}
                  onChange={(event) => {
                    const next = circles.find((one) => one === event.target.value);
                    if (next) void choose(field, next);
                  }}
                />
              ))}
            </div>
          )
        }
      </Loaded>
      <p role="status" className="bdg-soft">
        {saved && t('mine.fieldSaved', { field: t(`mine.field.${saved}`) })}
      </p>
    </section>
  );
}
