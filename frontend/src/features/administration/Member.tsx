import { useState } from 'react';
import { useMutation } from 'urql';
import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import type { MunicipalityRole, Role } from '../../graphql/generated/graphql.ts';
import { readProblem } from '../../graphql/problem.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Link } from '../../ui/Link.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { Select } from '../../ui/Select.tsx';
import { Tag } from '../../ui/Tag.tsx';
import { BlockAccount } from './BlockAccount.tsx';

const memberOf = graphql(`
  fragment Member on Person {
    id
    displayName
    jobTitle
    role
    municipalityRole
    email
    isBlocked
  }
`);

const setRole = graphql(`
  mutation SetRole($input: SetRoleInput!) {
    setRole(input: $input) {
      person { id ...Member }
      userErrors { path code message }
    }
  }
`);

const roles: Role[] = ['MEMBER', 'ORGANISER', 'ADMIN'];
const municipalityRoles: MunicipalityRole[] = ['MEMBER', 'EDITOR', 'ADMINISTRATOR'];

interface MemberProps {
  member: FragmentType<typeof memberOf>;
  /** Only administrators of the network give roles in the network. */
  isAdmin: boolean;
  isSelf: boolean;
  onChange: () => void;
}

/** Somebody with their roles; another one counts as soon as it is chosen. */
export function Member({ member, isAdmin, isSelf, onChange }: MemberProps) {
  const t = useText();
  const { id, displayName, jobTitle, role, municipalityRole, email, isBlocked } = readFragment(memberOf, member);
  const [{ fetching, data, error }, run] = useMutation(setRole);
  const [isSaved, setSaved] = useState(false);
  async function set(change: { role: Role } | { municipalityRole: MunicipalityRole }) {
    setSaved(false);
    const answer = await run({ input: { personId: id, ...change } });
    setSaved(answer.data?.setRole.person !== null && answer.data !== undefined);
    onChange();
  }
  return (
    <div className="bdg-administration__line">
      <div>
        <Link href={paths.person(id)}>{displayName}</Link> {isBlocked && <Tag look="accent">{t('administration.blocked')}</Tag>}
        {email && <div className="bdg-soft">{email}</div>}
        {jobTitle && (
          <div className="bdg-soft" lang="nl">
            {jobTitle}
          </div>
        )}
        <Refusal problem={error && readProblem(error)} errors={data?.setRole.userErrors} />
        <p role="status" className="bdg-soft">
          {isSaved && t('administration.roleSaved')}
        </p>
        {isBlocked !== null && !isSelf && (isAdmin || role === 'MEMBER') && <BlockAccount id={id} name={displayName} isBlocked={isBlocked} onChange={onChange} />}
      </div>
      {(role ?? municipalityRole) && (
        <div className="bdg-administration__roles">
          {municipalityRole && (
            <Select
              label={<Labelled text={t('administration.municipalityRole')} name={displayName} />} value={municipalityRole} disabled={fetching || isSelf}
              options={municipalityRoles.map((value) => ({ value, label: t(`municipalityRole.${value}`) }))}
              onChange={(event) => {
                const next = municipalityRoles.find((one) => one === event.target.value);
                if (next) void set({ municipalityRole: next });
              }}
            />
          )}
          {isAdmin && role && (
            <Select
              label={<Labelled text={t('administration.role')} name={displayName} />} value={role} disabled={fetching || isSelf}
              options={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
              onChange={(event) => {
                const next = roles.find((one) => one === event.target.value);
                if (next) void set({ role: next });
              }}
            />
          )}
        </div>
      )}
    </div>
  );
}

/** The same words stand at everybody; a screen reader also hears whose they are. */
function Labelled({ text, name }: { text: string; name: string }) {
  return (
    <>
      {text}
      <span className="bdg-hidden"> {name}</span>
    </>
  );
}
