import { type FormEvent, useState } from 'react';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { Radio } from '../../ui/Checkbox.tsx';
import { Fieldset } from '../../ui/Fieldset.tsx';
import { Heading } from '../../ui/Heading.tsx';

export interface ClashingField {
  name: string;
  label: string;
  mine: string;
  theirs: string;
}

/** Two people changed the same: both versions, to choose from for each field. The own version is chosen at first. */
export function Clash({ fields, onSettle }: { fields: readonly ClashingField[]; onSettle: (theirs: string[]) => void }) {
  const t = useText();
  const [theirs, setTheirs] = useState<string[]>([]);
  function settle(event: FormEvent) {
    event.preventDefault();
    onSettle(theirs);
  }
  return (
    <section className="bdg-clash" role="alert" aria-labelledby="clash">
      <Heading level={2} size={3} id="clash">
        {t('writing.clash')}
      </Heading>
      <p>{t('writing.clashText')}</p>
      <form onSubmit={settle}>
        {fields.map((field) => (
          <Fieldset key={field.name} legend={field.label}>
            <Version field={field} side="mine" isChosen={!theirs.includes(field.name)} onChoose={() => setTheirs(theirs.filter((name) => name !== field.name))} />
            <Version field={field} side="theirs" isChosen={theirs.includes(field.name)} onChoose={() => setTheirs([...theirs, field.name])} />
          </Fieldset>
        ))}
        <Button type="submit">{t('writing.clashSettle')}</Button>
      </form>
    </section>
  );
}

interface VersionProps {
  field: ClashingField;
  side: 'mine' | 'theirs';
  isChosen: boolean;
  onChoose: () => void;
}

function Version({ field, side, isChosen, onChoose }: VersionProps) {
  const t = useText();
  return (
    <Radio
      name={`clash-${field.name}`}
      label={side === 'mine' ? t('writing.clashMine') : t('writing.clashTheirs')}
      help={
        <span className="bdg-clash__text" lang="nl">
          {field[side] || t('writing.clashEmpty')}
        </span>
      }
      checked={isChosen}
      onChange={onChoose}
    />
  );
}
