// Asks two other implementations, the official SDK and ts-khqr, what they make of many inputs. A process of its own, since
// the SDK assigns undeclared globals in its inner loops, which costs 6 ms an input inside Jest's sandbox, and since both
// loop for ever on some texts: the caller sets a time limit. Only ever feed it what was generated.
//
// In:  { now, inputs: KhqrInput[] } as JSON.  Out: [{ official, tsKhqr }], each { qr, md5, valid, decoded } or { refused }.
import process from 'node:process';
import sdk from 'bakong-khqr';
import ts from 'ts-khqr';

process.stdin.setEncoding('utf8');
let text = '';
for await (const chunk of process.stdin) text += chunk;
const { now, inputs } = JSON.parse(text);
Date.now = () => now;

function official(input) {
  const { account, merchantName, merchantCity = 'Phnom Penh', merchantId, acquiringBank } = input;
  const optional = {
    currency: input.currency === 'USD' ? 840 : 116,
    amount: input.amount,
    accountInformation: input.accountInformation,
    acquiringBank,
    billNumber: input.billNumber,
    mobileNumber: input.mobileNumber,
    storeLabel: input.storeLabel,
    terminalLabel: input.terminalLabel,
    purposeOfTransaction: input.purpose,
    languagePreference: input.language?.preference,
    merchantNameAlternateLanguage: input.language?.merchantName,
    merchantCityAlternateLanguage: input.language?.merchantCity,
    upiMerchantAccount: input.unionPay,
    merchantCategoryCode: input.merchantCategoryCode,
    expirationTimestamp: input.expiresAt,
  };
  const khqr = new sdk.BakongKHQR();
  const { data, status } =
    merchantId === undefined
      ? khqr.generateIndividual(
          new sdk.IndividualInfo(account, merchantName, merchantCity, optional),
        )
      : khqr.generateMerchant(
          new sdk.MerchantInfo(
            account,
            merchantName,
            merchantCity,
            merchantId,
            acquiringBank,
            optional,
          ),
        );
  if (data === null) return { refused: status.message };
  const { data: decoded } = sdk.BakongKHQR.decode(data.qr);
  return { ...data, valid: sdk.BakongKHQR.verify(data.qr).isValid, decoded };
}

function tsKhqr(input) {
  const { data, status } = ts.KHQR.generate({
    tag: input.merchantId === undefined ? ts.TAG.INDIVIDUAL : ts.TAG.MERCHANT,
    accountID: input.account,
    merchantName: input.merchantName,
    merchantID: input.merchantId ?? input.accountInformation,
    acquiringBank: input.acquiringBank,
    merchantCity: input.merchantCity,
    currency: ts.CURRENCY[input.currency],
    amount: input.amount,
    upiMerchantAccount: input.unionPay,
    merchantCategoryCode: input.merchantCategoryCode,
    expirationTimestamp: input.expiresAt,
    additionalData: {
      billNumber: input.billNumber,
      mobileNumber: input.mobileNumber,
      storeLabel: input.storeLabel,
      terminalLabel: input.terminalLabel,
      purposeOfTransaction: input.purpose,
    },
    languageData: {
      languagePreference: input.language?.preference,
      merchantNameAlternateLanguage: input.language?.merchantName,
      merchantCityAlternateLanguage: input.language?.merchantCity,
    },
  });
  if (data === null) return { refused: status.message };
  const { data: decoded } = ts.KHQR.parse(data.qr);
  return { ...data, valid: ts.KHQR.verify(data.qr).isValid, decoded };
}

const answers = inputs.map((input) => ({ official: official(input), tsKhqr: tsKhqr(input) }));
process.stdout.write(JSON.stringify(answers));
