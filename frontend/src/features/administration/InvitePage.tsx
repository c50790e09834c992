import { useState } from 'react';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { AdministrationFrame } from './AdministrationFrame.tsx';
import { InviteForm } from './InviteForm.tsx';
import { InviteList } from './InviteList.tsx';
import { Invitations } from './Invitations.tsx';
import { administers } from './useAdministered.ts';

/** `/beheer/uitnodigen`: one by one, or with a list; and what became of it. */
export function InvitePage() {
  const t = useText();
  // Another number: the list of invitations asks again.
  const [round, setRound] = useState(0);
  const next = () => setRound(round + 1);
  return (
    <AdministrationFrame title={t('administration.invite')} isForOrganisers>
      {(code, viewer) => (
        <>
          <InviteForm code={code} mayGiveRoles={administers(viewer)} onInvited={next} />
          <InviteList code={code} onInvited={next} />
          {administers(viewer) && <Invitations key={round} code={code} />}
        </>
      )}
    </AdministrationFrame>
  );
}
