import { Inject, Injectable } from '@nestjs/common';
import type { Mail } from '../mail/index.js';
import { calendarFile } from '../placements/index.js';
import type { Delivery } from './delivery.entity.js';
import { type Addressee, LetterFacts } from './letter-facts.repository.js';
import { IdentityFacts } from './identity-facts.repository.js';
import { type Letter, letterHtml, letterText } from './rules/letter.js';
import {
  placementAnswered,
  placementForStudent,
  placementsOffered,
  placementsWithdrawn,
  placementWithdrawnForStudent,
  runFinished,
  runPublished,
  runWithdrawn,
} from './rules/letters.js';
import {
  claimApproved,
  claimRefused,
  claimToConfirm,
  claimWaiting,
  invitation,
  signInLink,
} from './rules/identity-letters.js';
import type { TemplateName } from './rules/audiences.js';

const RUN_LETTERS = {
  'run-finished-review': runFinished,
  'run-published-know': runPublished,
  'run-withdrawn-know': runWithdrawn,
} as const;

const CLAIM_LETTERS = {
  'claim-confirm': claimToConfirm,
  'claim-approved-know': claimApproved,
  'claim-refused-know': claimRefused,
} as const;

/** Why a delivery cannot become a mail. */
export type NoMail = 'gone' | 'no-address';

interface Written extends Addressee {
  readonly letter: Letter;
  readonly calendar?: Mail['calendar'];
}

/** Writes the mail of a delivery from what is true at the time. */
@Injectable()
export class MailWriter {
  constructor(
    @Inject(LetterFacts) private readonly facts: LetterFacts,
    @Inject(IdentityFacts) private readonly identity: IdentityFacts,
  ) {}

  async write(delivery: Delivery): Promise<Mail | NoMail> {
    const written = await this.letter(delivery);
    if (!written) return 'gone';
    if (!written.address) return 'no-address';
    return {
      messageId: delivery.messageId,
      to: { name: written.name, address: written.address },
      subject: written.letter.subject,
      text: letterText(written.letter),
      html: letterHtml(written.letter),
      writtenAt: delivery.createdAt,
      ...(written.calendar ? { calendar: written.calendar } : {}),
    };
  }

  private async letter(delivery: Delivery): Promise<Written | undefined> {
    const { recipientId, subjectId } = delivery;
    const template = delivery.template as TemplateName;
    switch (template) {
      case 'placements-offered-answer':
      case 'placements-withdrawn-provider': {
        const event = await this.facts.event(delivery.eventId);
        const isOffer = template === 'placements-offered-answer';
        const facts = event && (await this.facts.provider(recipientId, event.subjectId, isOffer));
        return facts && { ...facts, letter: (isOffer ? placementsOffered : placementsWithdrawn)(facts) };
      }
      case 'run-finished-review':
      case 'run-published-know':
      case 'run-withdrawn-know': {
        const event = await this.facts.event(delivery.eventId);
        const facts = event && (await this.facts.heiOfRun(recipientId, event.subjectId));
        return facts && { ...facts, letter: RUN_LETTERS[template](facts) };
      }
      case 'placement-answered-know': {
        const event = await this.facts.event(delivery.eventId);
        const facts = event && (await this.facts.answer(recipientId, subjectId ?? '', event));
        return facts && { ...facts, letter: placementAnswered(facts) };
      }
      case 'placement-offered-know': {
        const facts = await this.facts.student(recipientId, subjectId ?? '');
        // Withdrawn since: the news is that it is off, and that mail is on its way too.
        if (!facts?.isHeld) return undefined;
        const content = calendarFile({
          placementId: subjectId ?? '',
          title: `Placement: ${facts.offerTitle}`,
          where: facts.firstWhere,
          startsOn: facts.startsOn,
          endsOn: facts.endsOn,
          writtenAt: delivery.createdAt,
        });
        const calendar = { fileName: 'placement.ics', content };
        return { ...facts, letter: placementForStudent(facts), calendar };
      }
      case 'invitation-answer': {
        const facts = await this.identity.invitation(recipientId);
        return facts && { ...facts, letter: invitation(facts) };
      }
      case 'claim-confirm':
      case 'claim-approved-know':
      case 'claim-refused-know': {
        const facts = await this.identity.claim(recipientId);
        return facts && { ...facts, letter: CLAIM_LETTERS[template](facts) };
      }
      case 'claim-waiting-decide': {
        const facts = await this.identity.waitingClaim(subjectId ?? '', recipientId);
        return facts && { ...facts, letter: claimWaiting(facts) };
      }
      case 'sign-in-link-use': {
        const facts = await this.identity.signInLink(subjectId ?? '');
        return facts && { ...facts, letter: signInLink(facts) };
      }
      case 'placement-withdrawn-know': {
        const facts = await this.facts.student(recipientId, subjectId ?? '');
        return facts && { ...facts, letter: placementWithdrawnForStudent(facts) };
      }
    }
  }
}
