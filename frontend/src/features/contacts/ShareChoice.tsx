import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { ContactField } from '../../graphql/generated/graphql.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Fieldset } from '../../ui/Fieldset.tsx';

const myContactDetails = graphql(`
  query MyContactDetails {
    viewer {
      email
      phone
    }
  }
`);

interface ShareChoiceProps {
  /** Who will see it. */
  name: string;
  share: readonly ContactField[];
  onChange: (share: ContactField[]) => void;
  error?: string | undefined;
}

/** Which of one's own details the other may see after a yes. A phone number only when there is one. */
export function ShareChoice({ name, share, onChange, error }: ShareChoiceProps) {
  const t = useText();
  const [{ data }] = useQuery({ query: myContactDetails });
  const { email, phone } = data?.viewer ?? {};
  function toggle(field: ContactField, isShared: boolean) {
    const others = share.filter((one) => one !== field);
    onChange(isShared ? [...others, field] : others);
  }
  return (
    <Fieldset legend={t('contacts.share', { name })} error={error}>
      <Checkbox
        label={email ? t('contacts.shareEmail', { email }) : t('account.email')}
        checked={share.includes('EMAIL')}
        onChange={(event) => toggle('EMAIL', event.target.checked)}
      />
      {phone && (
        <Checkbox
          label={t('contacts.sharePhone', { phone })}
          checked={share.includes('PHONE')}
          onChange={(event) => toggle('PHONE', event.target.checked)}
        />
      )}
    </Fieldset>
  );
}
