import { applyDecorators } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiProperty,
  ApiPropertyOptional,
  ApiResponse,
  getSchemaPath,
} from '@nestjs/swagger';

class FieldFaultView {
  @ApiProperty({ example: 'legs.0.postcode' }) field: string;
  @ApiProperty() message: string;
}

class ProblemView {
  @ApiProperty({ example: 'about:blank' }) type: string;
  @ApiProperty() title: string;
  @ApiProperty() status: number;
  @ApiProperty() detail: string;
  @ApiPropertyOptional({ type: [FieldFaultView] }) errors?: FieldFaultView[];
  @ApiPropertyOptional({ type: [String] }) allowed?: string[];
  @ApiPropertyOptional() reference?: string;
}

const MEANINGS: Readonly<Record<number, string>> = {
  400: 'The request has faults; `errors` names each field',
  404: 'There is no such record',
  409: 'The record is not in a state that allows this; `allowed` names the states that are',
  413: 'The file is too large',
  503: 'A part that the service stands on cannot be reached',
  422: 'The request is well formed but cannot be carried out; `errors` says why',
};

/** Writes the refusals of a route into the API's description. */
export function DescribesProblems(...statuses: readonly number[]): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(ProblemView),
    ...statuses.map((status) =>
      ApiResponse({
        status,
        description: MEANINGS[status] ?? '',
        content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemView) } } },
      }),
    ),
  );
}
