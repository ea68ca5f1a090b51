import { IsEmail, IsNotEmpty, MaxLength } from 'class-validator';

/** What everybody is asked who claims an organisation. */
export class ClaimantForm {
  @MaxLength(200, { message: 'Enter a name of at most 200 characters' })
  @IsNotEmpty({ message: 'Enter your name' })
  name: string;

  @MaxLength(254, { message: 'Enter an e-mail address of at most 254 characters' })
  @IsEmail({}, { message: 'Enter your e-mail address at work, such as name@example.org' })
  email: string;
}
