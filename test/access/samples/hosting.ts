import type { Member } from '../../../src/access/index.js';
import { UnfinishedOffers } from '../../../src/placements/unfinished-offers.service.js';
import { placed } from '../../support/two-of-each.js';
import { type Case, offerOf, type Sample } from '../route-samples.js';

/** An unfinished offer of the host's own, complete enough to be published. */
async function draftOf({ app, host, organisationId }: Case): Promise<string> {
  const member: Member = {
    kind: 'member',
    personId: null,
    tokenId: null,
    organisationId,
    organisationKind: 'provider',
    ownerId: host.id,
    roles: ['provider-lead'],
    studentIds: [],
    scopes: null,
  };
  const answers = {
    siteId: host.siteId,
    professions: ['dietitian'],
    startsOn: '2027-02-01',
    endsOn: '2027-03-12',
  };
  return (await app.app.get(UnfinishedOffers).begin(member, answers)).id;
}

const draftPage = (rest: string): Sample => ({
  ask: async (about) => ({ path: `/hosting/drafts/${await draftOf(about)}/${rest}` }),
});
const draftForm = (rest: string, form: Record<string, string> = {}): Sample => ({
  ask: async (about) => ({ path: `/hosting/drafts/${await draftOf(about)}/${rest}`, form }),
});
const offerForm = (rest: string, form: Record<string, string> = {}): Sample => ({
  ask: async (about) => ({
    path: `/hosting/offers/${(await offerOf(about, 'published')).id}/${rest}`,
    form,
  }),
});
const learnerOf = async (about: Case): Promise<string> => {
  const { id } = await offerOf(about, 'published');
  return (await placed(about.app, id, about.hei.students[0]?.requestId ?? '')).id;
};

/** The pages on which a host sees to what it hosts. */
export const HOSTING_SAMPLES: Readonly<Record<string, Sample>> = {
  'GET /hosting': { ask: () => ({ path: '/hosting' }) },
  'GET /hosting/offers': {
    ask: () => ({ path: '/hosting/offers' }),
    mark: async (about) => `/hosting/offers/${(await offerOf(about, 'draft')).id}`,
  },
  'GET /hosting/offers/:id': { ask: ({ host }) => ({ path: `/hosting/offers/${host.draftOfferId}` }) },
  'GET /hosting/offers/:id/reconfirm': {
    ask: ({ host }) => ({ path: `/hosting/offers/${host.openOfferId}/reconfirm` }),
  },
  'POST /hosting/offers/:id/reconfirm': offerForm('reconfirm'),
  'POST /hosting/offers/:id/state': offerForm('state', { to: 'paused' }),
  'POST /hosting/offers/:id/again': offerForm('again'),
  'POST /hosting/offers/:id/change': offerForm('change'),
  'GET /hosting/learners': {
    ask: () => ({ path: '/hosting/learners' }),
    mark: async (about) => `/hosting/learners/${await learnerOf(about)}`,
  },
  'GET /hosting/learners/:id': {
    ask: async (about) => ({ path: `/hosting/learners/${await learnerOf(about)}` }),
  },
  'POST /hosting/learners/:id/answer': {
    ask: async (about) => ({
      path: `/hosting/learners/${await learnerOf(about)}/answer`,
      form: { answer: 'yes' },
    }),
  },
  'GET /hosting/readiness': { ask: () => ({ path: '/hosting/readiness' }) },
  'GET /hosting/readiness/checklist': { ask: () => ({ path: '/hosting/readiness/checklist' }) },
  'POST /hosting/readiness/checklist': {
    ask: () => ({ path: '/hosting/readiness/checklist', form: { arrival: 'The front door' } }),
  },
  'GET /providers/:id/before-you-start': {
    ask: async ({ app, host, hei }) => {
      await placed(app, host.openOfferId, hei.students[0]?.requestId ?? '', 'confirmed');
      return { path: `/providers/${host.id}/before-you-start` };
    },
  },
  'POST /hosting/drafts': { ask: () => ({ path: '/hosting/drafts', form: {} }) },
  'GET /hosting/drafts/:id/questions/:step': draftPage('questions/when'),
  'POST /hosting/drafts/:id/questions/:step': draftForm('questions/places', { places: '2' }),
  'GET /hosting/drafts/:id/place': draftPage('place'),
  'POST /hosting/drafts/:id/place': {
    ask: async (about) => ({
      path: `/hosting/drafts/${await draftOf(about)}/place`,
      form: { place: 'new', name: `Place ${Math.random()}`, postcode: 'OX4 1AB' },
    }),
  },
  'GET /hosting/drafts/:id/elsewhere': draftPage('elsewhere'),
  'POST /hosting/drafts/:id/elsewhere': {
    ask: async (about) => {
      const [larch, maple] = about.world.hosts;
      const other = about.host === larch ? maple : larch;
      return {
        path: `/hosting/drafts/${await draftOf(about)}/elsewhere`,
        form: { partner: `${other.id}:${other.siteId}`, days: '2' },
      };
    },
  },
  'GET /hosting/drafts/:id/check': draftPage('check'),
  'POST /hosting/drafts/:id/check': draftForm('check'),
  'POST /hosting/drafts/:id/remove': draftForm('remove'),
};

/** Pages that anybody may read. */
export const OPEN_PAGES: Readonly<Record<string, string>> = {
  'GET /offers': 'offers that their hosts show to everyone',
  'GET /offers/map.svg': 'where those offers are',
  'GET /offers/:id': 'an offer that its hosts show to everyone, else 404',
  'GET /for/:audience': 'what it is all for',
  'GET /help': 'help',
  'GET /accessibility': 'the accessibility statement',
  'GET /cookies': 'what cookies there are',
  'GET /providers/:id': 'what an organisation says of itself, and its offers that are open to all',
};
