"""What every stage stands on and none of them owns: ids, clock, money, problems, pages, jobs. Knows no stage, no
tenant.
"""
