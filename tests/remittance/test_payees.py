from tests.builders.registration import BILLING_NPI, billing_provider
from tests.builders.x12_files import STRANGER_NPI, interchange, remittance
from tests.harness.world import World


async def test_a_file_for_nobody_here_says_which_payee_was_looked_for_and_what_to_do(world: World) -> None:
    practice = await world.practice()
    file = interchange(
        [remittance(STRANGER_NPI, trace="T-1", control="0001"), remittance(STRANGER_NPI, trace="T-2", control="0002")]
    )
    answer = await practice.ehr.send_file(practice.path("/remittances"), file)
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (422, "payee-unknown")
    first, second = answer.json()["errors"]
    assert (first["pointer"], first["code"]) == ("/file/N1", "payee_unknown")
    assert "ST 0001" in first["message"]
    assert "ST 0002" in second["message"]
    assert all(word in first["message"] for word in ("N1*PE", "REF*TJ", "npi", "tin", "era_payee_ids"))
    assert STRANGER_NPI not in answer.text
    known = billing_provider(npi=BILLING_NPI, era_payee_ids=[STRANGER_NPI])
    (await practice.ehr.post(practice.path("/billing-providers"), known)).raise_for_status()
    again = await practice.ehr.send_file(practice.path("/remittances"), file)
    assert again.status_code == 202
    assert [item["outcome"] for item in again.json()["items"]] == ["received", "received"]
