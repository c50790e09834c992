import { describe, expect, it } from 'vitest';
import type { Viewer } from '../../graphql/SessionProvider.tsx';
import { emptyBuyer, emptyDataSource, emptyPilot, sendablePilot, toPilotInput, unfinishedLines } from './pilotFields.ts';

const viewer: Viewer = {
  email: 'a@b.example', role: 'MEMBER', municipalityRole: null,
  needsSecondFactor: false,
  person: {
    id: 'p1', displayName: 'Anna', jobTitle: null,
    municipality: { id: 'm1', code: 'GM0503', name: 'Delft', slug: 'delft', province: 'Zuid-Holland' },
  },
};
const empty = emptyPilot(viewer);

describe('the form of a pilot', () => {
  it('becomes the input of the API', () => {
    const input = toPilotInput({
      ...empty, title: 'Putten', partners: ' CBS \n\nWaterschap', themes: [{ id: 'water', label: 'Water' }],
      buyers: [{ ...emptyBuyer, unit: 'Riolering' }],
    });
    expect(input).toMatchObject({
      title: 'Putten', municipality: 'GM0503', partners: ['CBS', 'Waterschap'], themes: ['water'], contactIds: ['p1'], challengeIds: [],
      buyers: [{ unit: 'Riolering', role: null, need: null, commitment: 'INTERESTED' }],
    });
  });

  it('sends only what changed', () => {
    expect(toPilotInput({ partners: '' })).toEqual({ partners: [] });
  });

  it('leaves out lines without a name, and never clears the title', () => {
    const fields = { ...empty, title: ' ', dataSources: [emptyDataSource], buyers: [{ ...emptyBuyer, need: 'Weten' }] };
    expect(sendablePilot(fields, { ...empty, title: 'Was' })).toMatchObject({ title: 'Was', dataSources: [], buyers: [] });
  });

  it('holds up publication for a buyer without a department, not for an empty line', () => {
    const buyers = [emptyBuyer, { ...emptyBuyer, need: 'Weten' }];
    expect(unfinishedLines({ ...empty, buyers }, 'Vul in')).toEqual([{ path: ['buyers', '1', 'unit'], code: 'REQUIRED', message: 'Vul in' }]);
  });
});
