import { type FormEvent, useRef, useState } from 'react';
import type { SearchMail } from '../../graphql/generated/graphql.ts';
import type { Problem } from '../../graphql/problem.ts';
import { type UserError, errorAt, errorsBeside } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { Radio } from '../../ui/Checkbox.tsx';
import { Fieldset } from '../../ui/Fieldset.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { TextField } from '../../ui/TextField.tsx';

const rhythms: SearchMail[] = ['NEVER', 'DAILY', 'WEEKLY'];

interface SavedSearchFormProps {
  name: string;
  mail: SearchMail;
  submit: string;
  isBusy: boolean;
  problem?: Problem | null;
  errors: readonly UserError[];
  onSubmit: (values: { name: string; mail: SearchMail }) => void;
}

/** What the search is called, and how often a mail tells what is new. */
export function SavedSearchForm({ name: initial, mail: chosen, submit, isBusy, problem, errors, onSubmit }: SavedSearchFormProps) {
  const t = useText();
  const [name, setName] = useState(initial);
  const [mail, setMail] = useState(chosen);
  const [isMissing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  function send(event: FormEvent) {
    event.preventDefault();
    setMissing(name.trim() === '');
    if (name.trim() === '') field.current?.focus();
    else onSubmit({ name: name.trim(), mail });
  }
  return (
    <form onSubmit={send} noValidate className="bdg-stack">
      <Refusal problem={problem} errors={errorsBeside(errors, ['name'])} />
      <TextField
        ref={field} label={t('saved.name')} help={t('saved.nameHelp')} maxLength={100} value={name}
        error={isMissing ? t('saved.nameMissing') : errorAt(errors, 'name')}
        onChange={(event) => setName(event.target.value)}
      />
      <Fieldset legend={t('saved.mail')}>
        {rhythms.map((rhythm) => (
          <Radio
            key={rhythm} name="mail" label={t(`saved.mail.${rhythm}`)} help={t(`saved.mailHelp.${rhythm}`)}
            checked={mail === rhythm} onChange={() => setMail(rhythm)}
          />
        ))}
      </Fieldset>
      <div>
        <Button type="submit" look="primary" isBusy={isBusy}>
          {submit}
        </Button>
      </div>
    </form>
  );
}
