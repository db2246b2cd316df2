"""Service type codes of EB03 and EQ01 in our words. Source: 005010X279A1 as linuxforhealth-x12 0.57.0 models it."""

from typing import Final


def _table(text: str) -> dict[str, str]:
    return dict(entry.strip().split(" ", 1) for entry in text.split(";"))


PLAN: Final = "30"  # the plan as a whole
SERVICE_TYPES: Final = _table(
    """1 medical care; 2 surgical; 3 consultation; 4 diagnostic x-ray; 5 diagnostic lab; 6 radiation therapy;
    7 anesthesia; 8 surgical assistance; 9 other medical; 10 blood; 11 used durable medical equipment;
    12 durable medical equipment purchase; 13 ambulatory service center; 14 renal supplies in the home;
    15 alternate method dialysis; 16 chronic renal disease equipment; 17 pre-admission testing;
    18 durable medical equipment rental; 19 pneumonia vaccine; 20 second surgical opinion;
    21 third surgical opinion; 22 social work; 23 diagnostic dental; 24 periodontics; 25 restorative; 26 endodontics;
    27 maxillofacial prosthetics; 28 adjunctive dental services; 30 health benefit plan coverage;
    32 plan waiting period; 33 chiropractic; 34 chiropractic office visits; 35 dental care; 36 dental crowns;
    37 dental accident; 38 orthodontics; 39 prosthodontics; 40 oral surgery; 41 preventive dental;
    42 home health care; 43 home health prescriptions; 44 home health visits; 45 hospice; 46 respite care; 47 hospital;
    48 hospital inpatient; 49 hospital room and board; 50 hospital outpatient; 51 hospital emergency, accident;
    52 hospital emergency, medical; 53 hospital ambulatory surgical; 54 long term care; 55 major medical;
    56 medical transportation; 57 air transportation; 58 cabulance; 59 licensed ambulance; 60 general benefits;
    61 in-vitro fertilization; 62 MRI or CAT scan; 63 donor procedures; 64 acupuncture; 65 newborn care; 66 pathology;
    67 smoking cessation; 68 well baby care; 69 maternity; 70 transplants; 71 audiology exam; 72 inhalation therapy;
    73 diagnostic medical; 74 private duty nursing; 75 prosthetic device; 76 dialysis; 77 otological exam;
    78 chemotherapy; 79 allergy testing; 80 immunizations; 81 routine physical; 82 family planning; 83 infertility;
    84 abortion; 85 AIDS; 86 emergency services; 87 cancer; 88 pharmacy; 89 free standing prescription drug;
    90 mail order prescription drug; 91 brand name prescription drug; 92 generic prescription drug; 93 podiatry;
    94 podiatry office visits; 95 podiatry nursing home visits; 96 physician; 97 anesthesiologist;
    98 physician visit, office; 99 physician visit, inpatient; A0 physician visit, outpatient;
    A1 physician visit, nursing home; A2 physician visit, skilled nursing facility; A3 physician visit, home;
    A4 psychiatric; A5 psychiatric room and board; A6 psychotherapy; A7 psychiatric inpatient;
    A8 psychiatric outpatient; A9 rehabilitation; AA rehabilitation room and board; AB rehabilitation inpatient;
    AC rehabilitation outpatient; AD occupational therapy; AE physical medicine; AF speech therapy;
    AG skilled nursing care; AH skilled nursing room and board; AI substance abuse; AJ alcoholism; AK drug addiction;
    AL vision; AM frames; AN routine vision exam; AO lenses; AQ nonmedically necessary physical;
    AR experimental drug therapy; B1 burn care; B2 brand name drug, formulary; B3 brand name drug, non-formulary;
    BA independent medical evaluation; BB partial hospitalization, psychiatric; BC day care, psychiatric;
    BD cognitive therapy; BE massage therapy; BF pulmonary rehabilitation; BG cardiac rehabilitation; BH pediatric;
    BI nursery; BJ skin; BK orthopedic; BL cardiac; BM lymphatic; BN gastrointestinal; BP endocrine; BQ neurology;
    BR eye; BS invasive procedures; BT gynecological; BU obstetrical; BV obstetrical and gynecological;
    BW mail order drug, brand name; BX mail order drug, generic; BY physician office visit, sick;
    BZ physician office visit, well; C1 coronary care; CA private duty nursing, inpatient;
    CB private duty nursing, home; CC surgical benefits, physician; CD surgical benefits, facility;
    CE mental health provider, inpatient; CF mental health provider, outpatient;
    CG mental health facility, inpatient; CH mental health facility, outpatient;
    CI substance abuse facility, inpatient; CJ substance abuse facility, outpatient; CK screening x-ray;
    CL screening laboratory; CM mammogram, high risk; CN mammogram, low risk; CO flu vaccination; CP eyewear;
    CQ case management; DG dermatology; DM durable medical equipment; DS diabetic supplies;
    GF generic drug, formulary; GN generic drug, non-formulary; GY allergy; IC intensive care; MH mental health;
    NI neonatal intensive care; ON oncology; PE pediatric routine exam; PT physical therapy; PU pulmonary; RN renal;
    RT residential psychiatric treatment; TC transitional care; TN transitional nursery care; UC urgent care"""
)
